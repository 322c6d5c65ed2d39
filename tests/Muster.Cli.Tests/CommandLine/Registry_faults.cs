using System.Net;
using System.Net.Sockets;

namespace Muster.Cli.Tests.CommandLine;

public sealed class Registry_faults(RunningRegistry open) : IClassFixture<RunningRegistry>
{
    [Theory]
    [InlineData("services")]
    [InlineData("instances orders")]
    [InlineData("watch orders")]
    public async Task Where_nothing_listens_the_message_says_what_to_do(string verb)
    {
        var port = UnusedPort();

        var said = await Said.ByAsync(verb.Split(' '), ("MUSTER_REGISTRY", $"127.0.0.1:{port}"));

        Assert.Equal(
            (3, "", $"muster: No registry answers at 127.0.0.1:{port} (connection refused). Start one with 'muster server', or name it with --registry or MUSTER_REGISTRY.\n"),
            (said.ExitCode, said.Out, said.Error));
    }

    [Fact]
    public async Task A_host_that_does_not_exist_is_named()
    {
        var said = await Said.ByAsync(["services", "--registry", "registry.invalid:7501"]);

        Assert.Equal(
            (3, "muster: No registry answers at registry.invalid:7501 (no such host). Start one with 'muster server', or name it with --registry or MUSTER_REGISTRY.\n"),
            (said.ExitCode, said.Error));
    }

    [Fact]
    public async Task The_wrong_port_of_a_registry_is_recognized()
    {
        var said = await Said.ByAsync(["services", "--registry", open.Http]);

        Assert.Equal(
            (3, $"muster: What answers at {open.Http} is not a registry's RPC port. That is usually 7501, and needs https:// where the registry has a certificate. Name it with --registry or MUSTER_REGISTRY.\n"),
            (said.ExitCode, said.Error));
    }

    [Fact]
    public async Task A_wrong_token_and_a_missing_right_end_with_4()
    {
        await using var closed = new RunningRegistry
        {
            // The SHA-256 of "geheim".
            Configuration = """
                { "MusterServer": { "Tokens": [ { "Name": "shop", "Sha256": "addb0f5e7826c857d7376d1bd9bc33c0c544790a2eac96144a8af22b1298c940",
                  "Namespace": "shop", "Verbs": [ "list" ] } ] } }
                """,
        };
        await closed.InitializeAsync();

        var wrong = await Said.ByAsync(["services", "--registry", closed.Rpc], ("MUSTER_TOKEN", "falsch"));
        var narrow = await Said.ByAsync(["services", "--registry", closed.Rpc], ("MUSTER_TOKEN", "geheim"));
        var right = await Said.ByAsync(["services", "--registry", closed.Rpc, "-n", "shop"], ("MUSTER_TOKEN", "geheim"));
        var provider = await Said.ByAsync(["register", "orders", "--registry", closed.Rpc, "--address", "http://h:1"], ("MUSTER_TOKEN", "falsch"));

        const string unknown = "muster: This registry does not know the token. Check that it belongs to this environment and was not revoked.\n";
        Assert.Equal((4, unknown), (wrong.ExitCode, wrong.Error));
        Assert.Equal(4, narrow.ExitCode);
        Assert.Equal((0, "muster: Nothing is registered in namespace 'shop'. 'muster register --help' tells how to begin.\n"), (right.ExitCode, right.Error));
        Assert.Equal((4, unknown), (provider.ExitCode, provider.Error));
    }

    [Fact]
    public async Task A_service_that_nobody_answers_ends_with_5()
    {
        var said = await Said.ByAsync(["instances", "orders", "-n", "empty", "--registry", open.Rpc]);

        Assert.Equal((5, "", "muster: Nobody registers or follows service 'orders' in namespace 'empty'. Check both names.\n"), (said.ExitCode, said.Out, said.Error));
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
