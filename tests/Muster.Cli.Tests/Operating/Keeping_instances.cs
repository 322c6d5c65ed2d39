using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Muster.Cli.CommandLine;
using Muster.Cli.Tests.Detecting;

namespace Muster.Cli.Tests.Operating;

/// <summary><c>muster persist</c> against a real registry.</summary>
public sealed class Keeping_instances(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
    private const string Good = "HTTP/1.1 204 No Content";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_is_added_listed_and_taken_out()
    {
        var added = await RunAsync("persist", "add", "db", "--address", "postgres://10.0.0.9:5432", "--id", "db-1", "--meta", "team=shop", "--reason", "it has no client");
        Assert.Equal((ExitCode.Done, "db-1 of db stays until it is taken out.\n", ""), (added.ExitCode, added.Out, added.Error));
        Assert.Contains("healthy: persistent", (await RunAsync("instances", "db")).Out, StringComparison.Ordinal);
        Assert.Contains("it has no client", (await RunAsync("persist", "list")).Out, StringComparison.Ordinal);
        Assert.Equal("db-1", (string)JsonNode.Parse((await RunAsync("persist", "list", "-o", "json")).Out)!["instances"]![0]!["id"]!);

        Assert.Equal("db-1 of db is taken out.\n", (await RunAsync("persist", "remove", "db", "db-1", "--reason", "moved")).Out);
        var none = await RunAsync("persist", "list");
        Assert.Equal((ExitCode.Done, "muster: No operator registered an instance in namespace 'default'.\n"), (none.ExitCode, none.Error));
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_the_node_asks_is_suspect_while_it_says_no_hidden_while_nobody_is_there_and_comes_back_each_time()
    {
        using var other = new Answering(Good);
        using var third = new Answering(Good);
        var one = new Answering(Good);
        var port = one.Port;
        foreach (var (id, at) in new[] { ("db-1", one), ("db-2", other), ("db-3", third) }) await AskedAsync("asked", id, at.Address);
        Assert.StartsWith("healthy", await ToldAsync("asked", "db-1", static told => told is not null), StringComparison.Ordinal);

        one.Answer = "HTTP/1.1 503 Service Unavailable";
        Assert.Equal("suspect: probes down: 1 of 1 location, HTTP /healthz 503", await ToldAsync("asked", "db-1", static told => told!.StartsWith("suspect", StringComparison.Ordinal)));
        one.Answer = Good;
        Assert.Equal("healthy: persistent", await ToldAsync("asked", "db-1", static told => told!.StartsWith("healthy", StringComparison.Ordinal)));

        one.Dispose();
        Assert.Null(await ToldAsync("asked", "db-1", static told => told is null));
        Assert.StartsWith("db-1 is hidden: judged dead: connection refused twice to the only detector. ", (await RunAsync("why", "asked", "db-1", "-n", "shop")).Out, StringComparison.Ordinal);
        Assert.Contains("db-1", (await RunAsync("persist", "list", "-n", "shop")).Out, StringComparison.Ordinal);

        using var again = new Answering(Good, port);
        Assert.Equal("healthy: persistent", await ToldAsync("asked", "db-1", static told => told is not null));
    }

    [Theory]
    [InlineData(ExitCode.Usage, "Say why, for whoever finds this later: --reason TEXT.", "persist", "add", "db", "--address", "postgres://10.0.0.9:5432")]
    [InlineData(ExitCode.Usage, "--address: 'ten' is not a URL with a host, such as http://10.0.0.7:8080.", "persist", "add", "db", "--address", "ten", "--reason", "r")]
    [InlineData(ExitCode.NotFound, "instance 'no' of default/db was not registered by an operator. 'muster persist list' tells who was.", "persist", "remove", "db", "no", "--reason", "r")]
    public async Task A_fault_says_what_to_do(int exitCode, string message, params string[] args)
    {
        var said = await RunAsync(args);

        Assert.Equal((exitCode, $"muster: {message}\n"), (said.ExitCode, said.Error));
    }

    /// <summary>Adds an instance without a process that the node itself asks each second.</summary>
    private async Task AskedAsync(string service, string id, string address)
    {
        using var http = new HttpClient();
        using var put = await http.PutAsJsonAsync(
            $"http://{registry.Http}/v1/namespaces/shop/services/{service}/persistent/{id}",
            new { addresses = new[] { address }, reason = "it has no client", probe = new { kind = "http", path = "/healthz", interval = "1s", fall = 2 } }, Cancel);
        put.EnsureSuccessStatusCode();
    }

    /// <summary>State and evidence in the list, once they are as they will be; null where it is not listed.</summary>
    private async Task<string?> ToldAsync(string service, string id, Func<string?, bool> holds)
    {
        using var http = new HttpClient();
        while (true)
        {
            var list = JsonNode.Parse(await http.GetStringAsync($"http://{registry.Http}/v1/namespaces/shop/services/{service}", Cancel))!;
            var told = list["instances"]!.AsArray().Where(one => (string)one!["id"]! == id).Select(one => $"{one!["state"]}: {one["evidence"]}").SingleOrDefault();
            if (holds(told)) return told;
        }
    }

    private Task<Said> RunAsync(params string[] args) => Said.ByAsync([.. args, "--registry", registry.Rpc]);
}
