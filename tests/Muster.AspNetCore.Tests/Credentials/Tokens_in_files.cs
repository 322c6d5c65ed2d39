using Google.Protobuf;
using Muster.Client;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Hosting;

namespace Muster.AspNetCore.Tests.Credentials;

/// <summary>A token that is rotated in its file: the process goes on with the old one, and comes back with the new one and the same session.</summary>
public sealed class Tokens_in_files : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-rotated-");
    private Node _node = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string TokenFile => Path.Combine(_folder.FullName, "orders.token");

    public async ValueTask InitializeAsync() => _node = await Node.StartAsync(
        new NodeOptions { DataDir = _folder.FullName, Http = "127.0.0.1:0", Rpc = "127.0.0.1:0", RequireToken = true }, TimeProvider.System, static _ => { }, Cancel);

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_rotated_token_needs_no_restart()
    {
        var first = await AskAsync(AdminMethods.CreateToken, new CreateTokenRequest { Name = "orders", Namespace = "default", Service = "*", May = { "provider" } });
        await WriteAsync(first.Secret);
        using var told = new Told();
        await using var process = MusterClient.Start(new MusterOptions { Registries = { _node.Rpc.ToString() }, TokenFile = TokenFile, SnapshotFolder = "" }, told);
        await process.RegisterAsync("orders", new InstanceDescription("http://10.0.0.8:80") { Id = "o-1" }, Cancel);

        var second = await AskAsync(AdminMethods.RotateToken, new RotateTokenRequest { Name = "orders", OverlapMs = 3_600_000 });
        await WriteAsync(second.Secret);
        await AskAsync(AdminMethods.RevokeToken, new RevokeTokenRequest { Name = "orders", SecretId = first.Token.Secrets[0].Id });   // it is told to go

        await told.LineAsync($"The token in {TokenFile} is another one, ");
        Assert.EndsWith(": session resumed.", await told.LineAsync("Connected to "), StringComparison.Ordinal);
    }

    private async Task WriteAsync(string secret)
    {
        await File.WriteAllTextAsync(TokenFile, secret + "\n", Cancel);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(TokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private async Task<TResponse> AskAsync<TRequest, TResponse>(RpcMethod<TRequest, TResponse> method, TRequest request)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var metadata = new RpcMetadata();
        metadata.Add("authorization", $"Bearer {(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "admin.token"), Cancel)).Trim()}");
        using var channel = new RpcChannel(_node.Rpc.ToString(), new());
        return await channel.CallAsync(method, request, new(TimeSpan.FromSeconds(30), metadata), Cancel);
    }
}
