using System.Text.Json.Nodes;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Tests.Operating;

/// <summary><c>muster persist</c> against a real registry.</summary>
public sealed class Keeping_instances(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
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

    [Theory]
    [InlineData(ExitCode.Usage, "Say why, for whoever finds this later: --reason TEXT.", "persist", "add", "db", "--address", "postgres://10.0.0.9:5432")]
    [InlineData(ExitCode.Usage, "--address: 'ten' is not a URL with a host, such as http://10.0.0.7:8080.", "persist", "add", "db", "--address", "ten", "--reason", "r")]
    [InlineData(ExitCode.NotFound, "instance 'no' of default/db was not registered by an operator. 'muster persist list' tells who was.", "persist", "remove", "db", "no", "--reason", "r")]
    public async Task A_fault_says_what_to_do(int exitCode, string message, params string[] args)
    {
        var said = await RunAsync(args);

        Assert.Equal((exitCode, $"muster: {message}\n"), (said.ExitCode, said.Error));
    }

    private Task<Said> RunAsync(params string[] args) => Said.ByAsync([.. args, "--registry", registry.Rpc]);
}
