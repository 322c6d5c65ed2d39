using System.Text;
using System.Text.Json.Nodes;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Tests.Detecting;

/// <summary>A real registry, a real detector, and instances that answer, refuse or say 503 on real sockets.</summary>
public sealed class Looking_after_instances(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_two_locations_see_is_told_with_evidence_and_who_refuses_both_is_hidden()
    {
        await using var detector = new MusterProcess("detector", "--location", "east", "--registry", registry.Rpc);
        await detector.PrintsAsync("Looking from east");
        using var good = new Answering("HTTP/1.1 204 No Content");
        using var bad = new Answering("HTTP/1.1 503 Service Unavailable");
        using var gone = new Answering("HTTP/1.1 200 OK");
        using var lost = new Answering("HTTP/1.1 200 OK");
        foreach (var (id, target) in new[] { ("good", good), ("bad", bad), ("gone", gone), ("lost", lost) }) await PutAsync(id, target.Address);

        await UntilAsync(told => told.GetValueOrDefault("bad") == "suspect: probes down: 2 of 2 locations, HTTP /healthz 503" && told.GetValueOrDefault("good") == "healthy: ");
        gone.Dispose();
        lost.Dispose();
        await UntilAsync(told => !told.ContainsKey("gone") && told.Count == 2);

        var figures = await FiguresAsync();
        var table = await Said.ByAsync(["instances", "looked-after", "--registry", registry.Rpc]);
        Assert.Equal((2, 1, 2), figures);
        Assert.Equal("muster: Holding 2 of 4: 2 hidden, of which 2 proven dead; budget 1.\n", table.Error);
        await detector.StopAsync();
    }

    [Fact]
    public async Task A_detector_that_may_not_look_says_so()
    {
        var nowhere = await Said.ByAsync(["detector", "--location", "a b", "--registry", registry.Rpc]);
        var unnamed = await Said.ByAsync(["detector", "--location", "east", "--allow", "everywhere", "--registry", registry.Rpc]);

        Assert.Equal((ExitCode.Usage, "muster: --location: 'a b': use 1 to 64 letters, digits and . _ -.\n"), (nowhere.ExitCode, nowhere.Error));
        Assert.Equal((ExitCode.Usage, "muster: --allow: 'everywhere' is not a network such as 127.0.0.0/8 (the bits after the prefix are 0).\n"), (unnamed.ExitCode, unnamed.Error));
    }

    private async Task PutAsync(string id, string address)
    {
        using var http = new HttpClient();
        using var body = new StringContent($$$"""{"addresses":["{{{address}}}"],"ttl":"10m","probe":{"kind":"http","path":"/healthz","interval":"1s","fall":2}}""", Encoding.UTF8, "application/json");
        using var put = await http.PutAsync($"http://{registry.Http}/v1/namespaces/default/services/looked-after/instances/{id}", body, Cancel);
        put.EnsureSuccessStatusCode();
    }

    private async Task<(int Hidden, int Budget, int Proven)> FiguresAsync()
    {
        using var http = new HttpClient();
        var list = JsonNode.Parse(await http.GetStringAsync($"http://{registry.Http}/v1/namespaces/default/services/looked-after", Cancel))!;
        return ((int)list["hidden"]!, (int)list["budget"]!, (int)list["proven"]!);
    }

    private async Task UntilAsync(Func<Dictionary<string, string>, bool> holds)
    {
        using var http = new HttpClient();
        Dictionary<string, string> told;
        do
        {
            var list = JsonNode.Parse(await http.GetStringAsync($"http://{registry.Http}/v1/namespaces/default/services/looked-after", Cancel))!;
            told = list["instances"]!.AsArray().ToDictionary(one => (string)one!["id"]!, one => $"{one!["state"]}: {one["evidence"]}");
        }
        while (!holds(told));
    }
}
