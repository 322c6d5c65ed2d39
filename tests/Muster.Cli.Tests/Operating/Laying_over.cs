using System.Text.Json.Nodes;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Tests.Operating;

/// <summary>Operators' verbs against a real registry: what they do, what they print, how they fail.</summary>
public sealed class Laying_over(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_set_is_shown_beside_the_providers_word()
    {
        await ProvideAsync("weighed", "w-1", "w-2");

        var set = await RunAsync("set", "weighed", "w-1", "weight=50", "label.canary=yes", "--reason", "half the load");
        Assert.Equal((ExitCode.Done, "w-1: weight=50, label.canary=yes  for this run, until it is taken off\n"), (set.ExitCode, set.Out));

        var table = await RunAsync("instances", "weighed");
        Assert.Contains("weight=50 by anonymous: half the load", table.Out, StringComparison.Ordinal);
        var json = JsonNode.Parse((await RunAsync("instances", "weighed", "-o", "json")).Out)!;
        Assert.Equal(50, (int)json["instances"]![0]!["weight"]!);
        Assert.Equal(100, (int)json["overlays"]![0]!["provider"]!["weight"]!);

        await RunAsync("set", "weighed", "w-1", "weight=", "label.canary=", "--reason", "done");
        Assert.Equal(100, (int)JsonNode.Parse((await RunAsync("instances", "weighed", "-o", "json")).Out)!["instances"]![0]!["weight"]!);
    }

    [Fact]
    public async Task Drained_and_disabled_instances_are_shown_to_operators_and_listed_again_when_enabled()
    {
        await ProvideAsync("concealed", "c-1", "c-2", "c-3");

        Assert.Equal("c-1: drained  for this run, until it is taken off\n", (await RunAsync("drain", "concealed", "c-1", "--reason", "kernel update")).Out);
        Assert.Equal("c-2: disabled  for whoever registers under this id, until it is taken off\n", (await RunAsync("disable", "concealed", "c-2", "--keep", "--reason", "wrong prices")).Out);

        var json = JsonNode.Parse((await RunAsync("instances", "concealed", "-o", "json")).Out)!;
        Assert.Equal(["c-3"], json["instances"]!.AsArray().Select(instance => (string)instance!["id"]!));
        Assert.Equal(["c-1 False", "c-2 False"], json["overlays"]!.AsArray().Select(instance => $"{instance!["id"]} {(bool)instance["listed"]!}"));
        Assert.Contains("disabled by anonymous, kept: wrong prices", (await RunAsync("instances", "concealed")).Out, StringComparison.Ordinal);

        Assert.Equal("c-1: listed again\nc-2: listed again\n", (await RunAsync("enable", "concealed", "c-1", "c-2")).Out);
        Assert.Equal(3, JsonNode.Parse((await RunAsync("instances", "concealed", "-o", "json")).Out)!["instances"]!.AsArray().Count);

        var again = await RunAsync("enable", "concealed", "c-1");
        Assert.Equal((ExitCode.NotFound, "muster: 'c-1' of 'concealed' is neither drained nor disabled.\n"), (again.ExitCode, again.Error));
    }

    [Fact]
    public async Task A_drain_that_waits_says_when_it_is_safe_to_stop_and_who_is_not_covered()
    {
        await ProvideAsync("stopping", "s-1", "s-2");   // reads the list by HTTP until they are there

        var drained = await RunAsync("drain", "stopping", "s-1", "--reason", "kernel update", "--wait", "20s");

        Assert.Equal(
            (ExitCode.Done, "muster: Not covered, as they read the list of late and do not follow it: anonymous at 127.0.0.1. They may call the drained until they read again.\n"),
            (drained.ExitCode, drained.Error));
        Assert.EndsWith("Safe to stop: every consumer that confirms its lists uses one without them.\n", drained.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_picks_by_the_providers_own_word()
    {
        await ProvideAsync("zoned", "z-1", "z-2");
        await RunAsync("set", "zoned", "z-1", "label.canary=yes", "--reason", "a test");

        var nobody = await RunAsync("set", "zoned", "--where", "canary=yes", "weight=1", "--reason", "a test");

        Assert.Equal((ExitCode.NotFound, "muster: None of 2 instances of 'zoned' matches. 'muster instances zoned' lists them.\n"), (nobody.ExitCode, nobody.Error));
        Assert.Equal(2, (await RunAsync("set", "zoned", "--where", "team=shop", "weight=1", "--reason", "a test")).Out.Count(one => one == '\n'));
    }

    [Theory]
    [InlineData(ExitCode.Usage, "Say whom: either ids, or --where KEY=VALUE, or --all.", "set", "orders", "weight=50", "--reason", "r")]
    [InlineData(ExitCode.Usage, "Say what to set: weight=50, zone=east or label.KEY=VALUE.", "set", "orders", "o-1", "--reason", "r")]
    [InlineData(ExitCode.Usage, "Say why, for whoever finds this later: --reason TEXT.", "disable", "orders", "o-1")]
    [InlineData(ExitCode.Usage, "--for 'soon' is no duration. Use a number and a unit, such as 30s or 2m.", "drain", "orders", "o-1", "--reason", "r", "--for", "soon")]
    [InlineData(ExitCode.Usage, "--wait: at most 60s are waited.", "drain", "orders", "o-1", "--reason", "r", "--wait", "2m")]
    [InlineData(ExitCode.NotFound, "Nobody registers or follows service 'unheard-of' in namespace 'default'. Check both names.", "drain", "unheard-of", "o-1", "--reason", "r")]
    public async Task A_fault_says_what_to_do(int exitCode, string message, params string[] args)
    {
        var said = await RunAsync(args);

        Assert.Equal((exitCode, $"muster: {message}\n"), (said.ExitCode, said.Error));
    }

    private async Task ProvideAsync(string service, params string[] ids)
    {
        using var http = new HttpClient();
        foreach (var id in ids)
        {
            using var body = new StringContent("""{"addresses":["http://10.0.0.7:80"],"ttl":"10m","metadata":{"team":"shop"}}""", System.Text.Encoding.UTF8, "application/json");
            using var put = await http.PutAsync($"http://{registry.Http}/v1/namespaces/default/services/{service}/instances/{id}", body, Cancel);
            put.EnsureSuccessStatusCode();
        }

        while (JsonNode.Parse(await http.GetStringAsync($"http://{registry.Http}/v1/namespaces/default/services/{service}", Cancel))!["instances"]!.AsArray().Count < ids.Length)
            Cancel.ThrowIfCancellationRequested();   // until the window ends that the first has opened
    }

    private Task<Said> RunAsync(params string[] args) => Said.ByAsync([.. args, "--registry", registry.Rpc]);
}
