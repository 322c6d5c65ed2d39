using System.Text.Json.Nodes;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Tests.Looking;

public sealed class LookingBack(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Why_tells_how_an_instance_stands_and_why_it_has_left()
    {
        using var http = new HttpClient();
        await PutAsync(http, "told", "o-1");
        Assert.StartsWith("o-1 is listed, healthy. Held by http:anonymous, as anonymous, for ", (await RunAsync("why", "told", "o-1")).Out, StringComparison.Ordinal);

        await RunAsync("set", "told", "o-1", "weight=50", "--reason", "half", "--for", "2h");
        string halved;
        while (!(halved = (await RunAsync("why", "told", "o-1")).Out).Contains("weight 100 → 50", StringComparison.Ordinal)) Cancel.ThrowIfCancellationRequested();   // until the journal has it
        Assert.Matches(@"Laid over it: weight=50 by anonymous, until \S+ \S+: half\n", halved);

        await RunAsync("disable", "told", "o-1", "--reason", "wrong prices");
        var disabled = await RunAsync("why", "told", "o-1");
        Assert.StartsWith("o-1 is registered, and kept from consumers: disabled. Its process is healthy. ", disabled.Out, StringComparison.Ordinal);
        Assert.Contains("Laid over it: standing=disabled by anonymous: wrong prices\n", disabled.Out, StringComparison.Ordinal);
        await RunAsync("enable", "told", "o-1");

        using var gone = await http.DeleteAsync($"http://{registry.Http}/v1/namespaces/default/services/told/instances/o-1", Cancel);
        string told;
        while (!(told = (await RunAsync("why", "told", "o-1")).Out).Contains("is gone since", StringComparison.Ordinal)) Cancel.ThrowIfCancellationRequested();   // until the journal has it
        Assert.Matches(@"^o-1 is gone since \S+ \S+: deregistered, by http:anonymous\.\n", told);
        Assert.Equal("left", (string)JsonNode.Parse((await RunAsync("why", "told", "o-1", "-o", "json")).Out)!["history"]![0]!["what"]!);

        var unknown = await RunAsync("why", "told", "o-9");
        Assert.Equal(ExitCode.NotFound, unknown.ExitCode);
        Assert.StartsWith("muster: instance 'o-9' of default/told is not registered, and nothing is known of it since ", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_told_as_it_was_and_how_far_back_is_known()
    {
        using var http = new HttpClient();
        await PutAsync(http, "earlier", "o-1");
        Said said;
        while (!(said = await RunAsync("instances", "earlier", "--at", "1ms")).Out.Contains("o-1", StringComparison.Ordinal)) Cancel.ThrowIfCancellationRequested();   // until the journal has it

        Assert.StartsWith("muster: This is the list of ", said.Error, StringComparison.Ordinal);
        Assert.Equal("o-1", (string)JsonNode.Parse((await RunAsync("instances", "earlier", "--at", "1ms", "-o", "json")).Out)!["instances"]![0]!["id"]!);
        var tooFar = await RunAsync("instances", "earlier", "--at", "20h");
        Assert.Equal(ExitCode.NotFound, tooFar.ExitCode);
        Assert.StartsWith("muster: The lists of this node are known since ", tooFar.Error, StringComparison.Ordinal);
        Assert.Equal(
            (ExitCode.Usage, "muster: --at 'noon' is no moment. Say how long ago, such as 10m, or when, such as 2026-11-22T06:15:00Z.\n"),
            await RunAsync("instances", "earlier", "--at", "noon") is var noon ? (noon.ExitCode, noon.Error) : default);
    }

    private async Task PutAsync(HttpClient http, string service, string id)
    {
        using var body = new StringContent("""{"addresses":["http://10.0.0.7:80"],"ttl":"10m"}""", System.Text.Encoding.UTF8, "application/json");
        using var put = await http.PutAsync($"http://{registry.Http}/v1/namespaces/default/services/{service}/instances/{id}", body, Cancel);
        put.EnsureSuccessStatusCode();
    }

    private Task<Said> RunAsync(params string[] args) => Said.ByAsync([.. args, "--registry", registry.Rpc]);
}
