using System.Text;
using System.Text.Json.Nodes;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Tests.Operating;

/// <summary><c>muster bury</c> against a real registry.</summary>
public sealed class Burying(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_killed_is_taken_out_to_the_last()
    {
        await ProvideAsync("killed", "k-1", "k-2");

        var said = await RunAsync("bury", "killed", "k-1", "k-2", "--reason", "I killed these");

        Assert.Equal((ExitCode.Done, "k-1: buried\nk-2: buried\n", ""), (said.ExitCode, said.Out, said.Error));
        Assert.DoesNotContain("k-1", (await RunAsync("instances", "killed")).Out, StringComparison.Ordinal);
        var again = await RunAsync("bury", "killed", "k-1", "--reason", "I killed these");
        Assert.Equal((ExitCode.NotFound, "muster: instance 'k-1' of default/killed is not registered. Nothing was changed.\n"), (again.ExitCode, again.Error));
    }

    [Fact]
    public async Task A_process_that_was_killed_leaves_every_list_at_once_and_the_next_one_is_another_run()
    {
        await using var watch = await WatchAsync("slain");
        await using var provider = Register("slain", "s-1");
        await watch.PrintsAsync("+ s-1");
        await provider.SignalAsync("KILL");
        await watch.PrintsAsync("suspect: connection lost without goodbye");

        var said = await RunAsync("bury", "slain", "s-1", "--reason", "I killed it");

        Assert.Equal((ExitCode.Done, "s-1: buried\n", ""), (said.ExitCode, said.Out, said.Error));
        Assert.Matches(@" - s-1 +http://10\.0\.0\.7:80 +buried$", await watch.PrintsAsync("s-1"));
        Assert.DoesNotContain("s-1", (await RunAsync("instances", "slain")).Out, StringComparison.Ordinal);
        await using var next = Register("slain", "s-1");
        await watch.PrintsAsync("+ s-1");
        Assert.Equal(2, await ListedRunAsync("slain", "s-1"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_process_that_lives_after_all_is_told_and_is_listed_again_as_another_run()
    {
        await using var provider = Register("alive", "a-1");
        await provider.PrintsAsync("Registered a-1");

        var said = await RunAsync("bury", "alive", "a-1", "--reason", "I took it for another");

        Assert.Equal((ExitCode.Done, "a-1: buried\n"), (said.ExitCode, said.Out));
        Assert.Equal("muster: The process of 'a-1' is connected to the registry, and will register again. To keep it from consumers: 'muster disable alive a-1 -n default --reason WHY'.\n", said.Error);
        Assert.Equal(2, await ListedRunAsync("alive", "a-1"));
        Assert.Equal(0, await provider.StopAsync());
    }

    [Fact]
    public async Task A_process_that_stands_still_is_gone_until_it_goes_on()
    {
        await using var watch = await WatchAsync("still");
        await using var provider = Register("still", "s-1");
        await watch.PrintsAsync("+ s-1");
        await provider.SignalAsync("STOP");

        var said = await RunAsync("bury", "still", "s-1", "--reason", "it hangs");

        Assert.Equal((ExitCode.Done, "s-1: buried\n"), (said.ExitCode, said.Out));
        Assert.EndsWith(" buried", await watch.PrintsAsync("s-1"), StringComparison.Ordinal);
        Assert.DoesNotContain("s-1", (await RunAsync("instances", "still")).Out, StringComparison.Ordinal);
        await provider.SignalAsync("CONT");
        Assert.EndsWith(" healthy", await watch.PrintsAsync("+ s-1"), StringComparison.Ordinal);
        Assert.Equal(2, await ListedRunAsync("still", "s-1"));
    }

    [Fact]
    public async Task One_that_has_no_process_is_not_buried()
    {
        await RunAsync("persist", "add", "kept", "--address", "postgres://10.0.0.9:5432", "--id", "k-1", "--probe", "tcp", "--reason", "it has no client");
        Assert.Contains(" tcp ", (await RunAsync("persist", "list")).Out, StringComparison.Ordinal);

        var said = await RunAsync("bury", "kept", "k-1", "--reason", "I killed it");

        Assert.Equal(ExitCode.Conflict, said.ExitCode);
        Assert.Contains("muster persist remove kept k-1", said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Say why, for whoever finds this later: --reason TEXT.", "bury", "orders", "o-1")]
    [InlineData("--probe: 'http:healthz' is not tcp, http:/PATH, grpc or grpc:SERVICE.", "persist", "add", "db", "--address", "http://10.0.0.9:80", "--probe", "http:healthz", "--reason", "r")]
    public async Task A_fault_says_what_to_do(string message, params string[] args)
    {
        var said = await RunAsync(args);

        Assert.Equal((ExitCode.Usage, $"muster: {message}\n"), (said.ExitCode, said.Error));
    }

    /// <summary>A process with the SDK in it.</summary>
    private MusterProcess Register(string service, string id) => new("register", service, "--id", id, "--address", "http://10.0.0.7:80", "--registry", registry.Rpc);

    private async Task<MusterProcess> WatchAsync(string service)
    {
        var watch = new MusterProcess("watch", service, "--registry", registry.Rpc);
        await watch.PrintsAsync($"Nobody is registered for '{service}' yet.");
        return watch;
    }

    /// <summary>The incarnation of an instance, once it is listed.</summary>
    private async Task<int> ListedRunAsync(string service, string id)
    {
        while (true)
        {
            var told = await RunAsync("why", service, id, "-o", "json");
            if (told.ExitCode == ExitCode.Done && JsonNode.Parse(told.Out)!["now"] is { } now && (string?)now["place"] is "listed") return (int)now["incarnation"]!;
            Cancel.ThrowIfCancellationRequested();
        }
    }

    private async Task ProvideAsync(string service, params string[] ids)
    {
        using var http = new HttpClient();
        foreach (var id in ids)
        {
            using var body = new StringContent("""{"addresses":["http://10.0.0.7:80"],"ttl":"10m"}""", Encoding.UTF8, "application/json");
            using var put = await http.PutAsync($"http://{registry.Http}/v1/namespaces/default/services/{service}/instances/{id}", body, Cancel);
            put.EnsureSuccessStatusCode();
        }
    }

    private Task<Said> RunAsync(params string[] args) => Said.ByAsync([.. args, "--registry", registry.Rpc]);
}
