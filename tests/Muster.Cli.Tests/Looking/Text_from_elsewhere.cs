using System.Text.Json;
using Muster.Cli.CommandLine;
using Muster.Client;

namespace Muster.Cli.Tests.Looking;

public sealed class Text_from_elsewhere(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
    private const string Hostile = "\u001b]0;owned\u0007\u009b2J\u007f\r\n\u202e\u2066\u200b\ufeff\u2028";
    private const string Shown = @"\u001b]0;owned\u0007\u009b2J\u007f\u000d\u000a\u202e\u2066\u200b\ufeff\u2028";

    [Fact]
    public void Is_shown_by_its_codes_where_a_terminal_would_obey_it()
    {
        Assert.Equal(Shown, ForeignText.Show(Hostile));
        Assert.Equal(@"\udb40\udc41", ForeignText.Show("\U000e0041"));
        Assert.Equal("Zürich – 東京 🐘 \\u", ForeignText.Show("Zürich – 東京 🐘 \\u"));
    }

    [Fact]
    public void Is_harmless_in_notes()
    {
        using var error = new StringWriter();

        new Surroundings { Out = TextWriter.Null, Error = error, Variable = _ => null }.Note(Hostile);

        Assert.Equal($"muster: {Shown}\n", error.ToString());
    }

    [Fact]
    public async Task Is_harmless_in_tables_and_documents()
    {
        await using var client = MusterClient.Start(new MusterOptions { Registries = { registry.Rpc }, SnapshotFolder = "" });
        await client.RegisterAsync("orders", new InstanceDescription("http://10.0.0.7:8080")
        {
            Metadata = new Dictionary<string, string> { ["a"] = Hostile },
        }, TestContext.Current.CancellationToken);

        var table = await Said.ByAsync(["instances", "orders", "--registry", registry.Rpc]);
        var document = await Said.ByAsync(["instances", "orders", "-o", "json", "--registry", registry.Rpc]);

        Assert.EndsWith($"  a={Shown}  healthy\n", table.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(document.Out.TrimEnd(), character => character is '\u202e' or '\u2066' or '\u200b' or '\ufeff' || char.IsControl(character));
        Assert.Equal(Hostile, JsonDocument.Parse(document.Out).RootElement.GetProperty("instances")[0].GetProperty("metadata").GetProperty("a").GetString());
    }
}
