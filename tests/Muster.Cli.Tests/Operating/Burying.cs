using System.Text;
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
