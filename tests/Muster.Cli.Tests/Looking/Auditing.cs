using System.Text.Json.Nodes;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Tests.Looking;

public sealed class Auditing(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
    [Fact]
    public async Task Who_did_what_is_told_for_people_and_for_programs()
    {
        using var http = new HttpClient();
        using var body = new StringContent("""{"addresses":["http://10.0.0.7:80"],"ttl":"10m"}""", System.Text.Encoding.UTF8, "application/json");
        using var put = await http.PutAsync($"http://{registry.Http}/v1/namespaces/default/services/audited/instances/o-1", body, TestContext.Current.CancellationToken);
        await RunAsync("set", "audited", "o-1", "weight=50", "--reason", "half the load");

        var table = await RunAsync("audit", "--since", "1h");
        Assert.Matches(@"anonymous  127\.0\.0\.1:\d+  edit weight of o-1 in default/audited: - → 50  done: half the load", table.Out);
        var json = JsonNode.Parse((await RunAsync("audit", "--service", "audited", "--by", "anonymous", "-o", "json")).Out)!;
        Assert.Equal("weight of o-1", (string)json["entries"]![0]!["what"]!);
        Assert.Equal((ExitCode.Done, "muster: Nothing is known of that.\n"), await RunAsync("audit", "--by", "nobody") is var said ? (said.ExitCode, said.Error) : default);
    }

    [Fact]
    public async Task A_time_that_is_none_is_named()
    {
        var said = await RunAsync("audit", "--since", "noon");

        Assert.Equal((ExitCode.Usage, "muster: --since 'noon' is no duration. Use a number and a unit, such as 30s or 2m.\n"), (said.ExitCode, said.Error));
    }

    private Task<Said> RunAsync(params string[] args) => Said.ByAsync([.. args, "--registry", registry.Rpc]);
}
