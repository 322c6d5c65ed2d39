using Microsoft.Extensions.Configuration;
using Muster.Client;

namespace Muster.AspNetCore.Tests.ServerXml;

/// <summary>What a server.xml says, and what is said of one that is wrong.</summary>
public sealed class ServerXmlFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-xml-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Its_settings_have_the_keys_of_every_other_file()
    {
        var read = Read("""
            <server>
              <urls>http://*:8080</urls>
              <muster namespace="shop" zone="east">
                <registries>10.0.0.1:7501</registries>
                <registries>10.0.0.2:7501</registries>
                <provider service="orders">
                  <prefer>10.0.0.0/8</prefer>
                  <weight>50</weight>
                  <metadata owner="dispatch"><version>2</version></metadata>
                </provider>
                <consumer>
                  <services>stock</services>
                  <policy>zone-first</policy>
                  <retry attempts="2" />
                </consumer>
              </muster>
            </server>
            """);
        var provider = read.GetSection("Muster:Provider").Get<ProviderOptions>()!;
        var client = read.GetSection("Muster").Get<MusterOptions>()!;

        Assert.Equal("http://*:8080", read["Urls"]);
        Assert.Equal(("shop", "east"), (client.Namespace, client.Zone));
        Assert.Equal(["10.0.0.1:7501", "10.0.0.2:7501"], client.Registries);
        Assert.Equal(("orders", 50, "2", "dispatch"), (provider.Service, provider.Weight, provider.Metadata["version"], provider.Metadata["owner"]));
        Assert.Equal(["10.0.0.0/8"], provider.Prefer);
        Assert.Equal("stock", read["Muster:Consumer:Services:0"]);
        Assert.Equal(("zone-first", "2"), (read["Muster:Consumer:Policy"], read["Muster:Consumer:Retry:Attempts"]));
    }

    [Theory]
    [InlineData("<server>\n<muster>\n</server>", "server.xml:3: The 'muster' start tag on line 2 position 2 does not match the end tag of 'server'. Line 3, position 3.")]
    [InlineData("<service/>", "server.xml:1: the root is <service>, but must be <server>, without a namespace.")]
    [InlineData("<server>\n<must/></server>", "server.xml:2: <must> is not known in <server>. Known: muster, urls.")]
    [InlineData("<server><muster>\n<consumer>\n<service>stock</service>\n</consumer></muster></server>", "server.xml:3: <service> is not known in <consumer>. Known: ")]
    [InlineData("<server><muster><consumer>\n<ejection name='x'/></consumer></muster></server>", "server.xml:2: the attribute name is not known in <ejection>. Known: ")]
    [InlineData("<server><urls>a</urls>\n<urls>b</urls></server>", "server.xml:2: <urls> is given a second time in <server>.")]
    [InlineData("<server><muster zone='a'>\n<zone>b</zone></muster></server>", "server.xml:2: <zone> is given a second time in <muster>.")]
    [InlineData("<server>\n<muster>orders</muster></server>", "server.xml:2: <muster> takes settings of its own, not text.")]
    [InlineData("<server>\n<urls><url>a</url></urls></server>", "server.xml:2: <urls> takes a value, and no elements or attributes.")]
    [InlineData("<server>\n<a/>\n<b/></server>", "server.xml:2: <a> is not known in <server>. Known: muster, urls. server.xml:3: <b> is not known in <server>. Known: muster, urls.")]
    [InlineData("<!DOCTYPE server [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>\n<server/>", "server.xml:1: For security reasons DTD is prohibited in this XML document.")]
    public void A_fault_is_told_with_file_and_line(string text, string told) =>
        Assert.StartsWith(told, Assert.Throws<MusterException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void It_need_not_be_there() => Assert.Null(Build(static _ => { })["Muster:Zone"]);

    [Fact]
    public void It_wins_over_other_files_and_yields_to_the_environment()
    {
        Write("appsettings.json", """{ "Muster": { "Zone": "file", "Unit": "file", "Token": "file" } }""");
        Write("server.xml", "<server><muster zone='xml' unit='xml'/></server>");

        var read = Build(static builder => builder.AddJsonFile("appsettings.json").AddInMemoryCollection([new("Muster:Zone", "environment")]));

        Assert.Equal(("environment", "xml", "file"), (read["Muster:Zone"], read["Muster:Unit"], read["Muster:Token"]));
    }

    private IConfigurationRoot Read(string text)
    {
        Write("server.xml", text);
        return Build(static _ => { });
    }

    private IConfigurationRoot Build(Action<ConfigurationBuilder> before)
    {
        var builder = new ConfigurationBuilder();
        builder.SetBasePath(_folder.FullName);
        before(builder);
        return builder.AddMusterServerXml().Build();
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder.FullName, file), text);
}
