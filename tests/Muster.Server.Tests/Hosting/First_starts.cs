using System.Net;
using System.Security.Cryptography.X509Certificates;
using Muster.Rpc;

namespace Muster.Server.Tests.Hosting;

/// <summary>A node that others can reach, and that was given neither a certificate nor a token, makes its own.</summary>
public sealed class First_starts : IDisposable
{
    private static readonly string[] Kept = ["admin.token", "tls/ca.pem", "tls/node.pem"];

    private readonly string _folder = Directory.CreateTempSubdirectory("muster-first-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_is_closed_to_whoever_has_no_token_and_open_to_the_one_that_it_made()
    {
        await using var node = await StartAsync();
        var secret = (await File.ReadAllTextAsync(Path.Combine(_folder, "admin.token"), Cancel)).Trim();

        Assert.Equal(RpcStatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => ListAsync(node, ""))).Code);
        Assert.Equal("admin", Assert.Single((await ListAsync(node, secret)).Tokens).Name);
        Assert.DoesNotContain(node.Log.Lines, line => line.Line.Contains(secret, StringComparison.Ordinal));
        foreach (var file in (string[])["admin.token", "tls/ca.key", "tls/node.key"])
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, file)));
    }

    [Fact]
    public async Task The_next_start_keeps_all_of_it()
    {
        await (await StartAsync()).DisposeAsync();
        var files = Kept.ToDictionary(file => file, file => File.ReadAllText(Path.Combine(_folder, file)));

        await using var again = await StartAsync();

        Assert.All(files, file => Assert.Equal(file.Value, File.ReadAllText(Path.Combine(_folder, file.Key))));
        Assert.Single((await ListAsync(again, files["admin.token"].Trim())).Tokens);
    }

    [Fact]
    public async Task A_node_that_only_its_machine_can_reach_makes_a_token_where_it_requires_one()
    {
        await using var node = await LiveNode.StartAsync(_folder, options => options.RequireToken = true);
        var secret = (await File.ReadAllTextAsync(Path.Combine(_folder, "admin.token"), Cancel)).Trim();
        using var channel = new RpcChannel($"http://{node.Rpc}", new());

        Assert.Equal(RpcStatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => channel.CallAsync(AdminMethods.ListTokens, new(), Access.TokenSetup.With(""), Cancel))).Code);
        Assert.Single((await channel.CallAsync(AdminMethods.ListTokens, new(), Access.TokenSetup.With(secret), Cancel)).Tokens);
        Assert.False(Directory.Exists(Path.Combine(_folder, "tls")));
    }

    private Task<LiveNode> StartAsync() => LiveNode.StartAsync(_folder, options => (options.Http, options.Rpc) = ("0.0.0.0:0", "0.0.0.0:0"));

    private async Task<Protocol.ListTokensResponse> ListAsync(LiveNode node, string secret)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(Path.Combine(_folder, "tls", "ca.pem"));
        using var channel = new RpcChannel($"https://{new IPEndPoint(IPAddress.Loopback, node.Rpc.Port)}", new() { Tls = new() { Authorities = authorities } });
        return await channel.CallAsync(AdminMethods.ListTokens, new(), Access.TokenSetup.With(secret), Cancel);
    }
}
