using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.Loader;
using System.Xml.Linq;

namespace Muster.House;

/// <summary>What <c>./build pack</c> made is whole, and can be used by one who has nothing else.</summary>
public sealed class Packages
{
    private static readonly string Version = XDocument.Parse(Tree.Read("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    /// <summary>Whom each library brings along. The tool brings nobody: all that it needs is in it.</summary>
    private static readonly Dictionary<string, string[]> Needs = new()
    {
        ["Muster.Protocol"] = ["Google.Protobuf"],
        ["Muster.Rpc"] = ["Google.Protobuf", "Muster.Protocol"],
        ["Muster.Client"] =
        [
            "Google.Protobuf", "Microsoft.Extensions.Diagnostics.HealthChecks", "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Http",
            "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options.ConfigurationExtensions", "Muster.Rpc",
        ],
        ["Muster.AspNetCore"] = ["Google.Protobuf", "Muster.Client"],
    };

    public static TheoryData<string> Libraries() => [.. Needs.Keys];

    [Fact]
    public void There_are_the_libraries_and_the_tool_and_nothing_else() =>
        Assert.Equal(
            Needs.Keys.Append("Muster.Cli").SelectMany(name => new[] { $"{name}.{Version}.nupkg", $"{name}.{Version}.snupkg" }).Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder()).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_has_docs_and_symbols_for_either_framework(string name)
    {
        using var package = Open(name, "nupkg");
        using var symbols = Open(name, "snupkg");

        Assert.Equal(
            [$"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml", $"lib/net8.0/{name}.dll", $"lib/net8.0/{name}.xml"],
            Under(package, "lib/"));
        Assert.Equal([$"lib/net10.0/{name}.pdb", $"lib/net8.0/{name}.pdb"], Under(symbols, "lib/"));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_needs_what_it_says(string name)
    {
        using var package = Open(name, "nupkg");
        foreach (var group in Elements(package, name, "dependencies").Elements())
        {
            var isNet8 = (string?)group.Attribute("targetFramework") is "net8.0";
            Assert.Equal(
                Needs[name].Concat(isNet8 ? NeedsOnNet8(name) : []).Order(StringComparer.Ordinal),
                group.Elements().Where(element => element.Name.LocalName is "dependency").Select(element => (string)element.Attribute("id")!).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    [InlineData("Muster.Cli")]
    public void A_package_has_a_readme_a_licence_and_a_description(string name)
    {
        using var package = Open(name, "nupkg");

        Assert.NotNull(package.GetEntry("README.md"));
        Assert.Equal("README.md", Elements(package, name, "readme").Single().Value);
        Assert.Equal("Apache-2.0", Elements(package, name, "license").Single().Value);
        Assert.Equal(Version, Elements(package, name, "version").Single().Value);
        Assert.EndsWith(".", Elements(package, name, "description").Single().Value, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    [InlineData("Muster.Cli")]
    public void Symbols_do_not_tell_where_they_were_built(string name)
    {
        using var package = Open(name, "snupkg");
        Offences.None("A path of the machine that built it:",
            from entry in package.Entries
            where entry.Name.EndsWith(".pdb", StringComparison.Ordinal)
            from document in Documents(entry)
            where !document.StartsWith("/_/", StringComparison.Ordinal)
            select $"{entry.FullName}: {document}");
    }

    [Theory]
    [InlineData("Muster.AspNetCore")]
    [InlineData("Muster.Client")]
    [InlineData("Muster.Protocol")]
    public void The_public_surface_is_the_same_on_either_framework(string name)
    {
        var assemblies = new AssemblyLoadContext("net8.0", isCollectible: true);
        assemblies.Resolving += (context, wanted) => Needs.ContainsKey(wanted.Name!) ? Load(context, wanted.Name!) : null;

        Assert.Equal(File.ReadAllLines(Tree.Full($"tests/Muster.House/PublicApi/{name}.txt")), ApiText.Of(Load(assemblies, name)));
        assemblies.Unload();
    }

    [Fact]
    public async Task The_tool_installs_from_its_own_package_alone_and_runs()
    {
        var packages = Folder();
        var desk = Directory.CreateTempSubdirectory("muster-tool-");
        try
        {
            var config = Path.Combine(desk.FullName, "NuGet.config");
            await File.WriteAllTextAsync(
                config, $"<configuration><packageSources><clear/><add key=\"here\" value=\"{packages}\"/></packageSources></configuration>", TestContext.Current.CancellationToken);

            await RunAsync(desk, "dotnet", "tool", "install", "Muster.Cli", "--tool-path", "tools", "--configfile", config);
            Assert.StartsWith(Version, await RunAsync(desk, Path.Combine(desk.FullName, "tools", "muster"), "--version"), StringComparison.Ordinal);
        }
        finally
        {
            desk.Delete(recursive: true);
        }
    }

    /// <summary>What came with the framework later.</summary>
    private static IEnumerable<string> NeedsOnNet8(string name) => name switch
    {
        "Muster.Protocol" => [],
        "Muster.AspNetCore" => Needs["Muster.Client"].Where(one => one.StartsWith("Microsoft.", StringComparison.Ordinal)).Append("System.IO.Pipelines"),
        _ => ["System.IO.Pipelines"],
    };

    private static string Folder()
    {
        Assert.SkipUnless(Directory.Exists(NuGetFolders.Packed), "There are no packages to look at: ./build pack.");
        return NuGetFolders.Packed;
    }

    private static ZipArchive Open(string name, string kind) => ZipFile.OpenRead(Path.Combine(Folder(), $"{name}.{Version}.{kind}"));

    private static IEnumerable<string> Under(ZipArchive package, string folder) =>
        package.Entries.Select(entry => entry.FullName).Where(path => path.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static IEnumerable<XElement> Elements(ZipArchive package, string name, string element)
    {
        using var nuspec = package.GetEntry($"{name}.nuspec")!.Open();
        return XDocument.Load(nuspec).Descendants().Where(one => one.Name.LocalName == element);
    }

    private static List<string> Documents(ZipArchiveEntry pdb)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(Copy(pdb));
        var symbols = provider.GetMetadataReader();
        return [.. symbols.Documents.Select(handle => symbols.GetString(symbols.GetDocument(handle).Name))];
    }

    private static Assembly Load(AssemblyLoadContext context, string name)
    {
        using var package = Open(name, "nupkg");
        return context.LoadFromStream(Copy(package.GetEntry($"lib/net8.0/{name}.dll")!));
    }

    private static MemoryStream Copy(ZipArchiveEntry entry)
    {
        using var packed = entry.Open();
        var copy = new MemoryStream();
        packed.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }

    private static async Task<string> RunAsync(DirectoryInfo folder, string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in NuGetFolders.Apart(folder.FullName)) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (printed, complained) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', args)}:\n{await printed}{await complained}");
        return await printed;
    }
}
