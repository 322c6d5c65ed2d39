using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Muster.Client;
using Muster.Client.Credentials;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Access;
using Muster.Server.Hosting;
using Muster.Testing.Clocks;

namespace Muster.AspNetCore.Tests.Credentials;

/// <summary>A running process renews its certificate at a whole node, and nobody notices.</summary>
public sealed class Certificates_that_are_renewed : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-renewed-");
    private readonly ShiftedClock _clock = new();
    private Node _node = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Own => Path.Combine(_folder.FullName, "orders.pem");

    private string AuthorityFile => Path.Combine(_folder.FullName, "tls", "ca.pem");

    private string Address => $"https://127.0.0.1:{_node.Rpc.Port}";

    public async ValueTask InitializeAsync() => _node = await Node.StartAsync(
        new NodeOptions { DataDir = _folder.FullName, Http = "0.0.0.0:0", Rpc = "0.0.0.0:0" }, _clock, static _ => { }, Cancel);

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_process_renews_its_own_under_its_open_stream_and_shows_the_new_one_when_it_connects_again()
    {
        await JoinAsync();
        using var first = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Own, Cancel));
        _clock.Pass(TimeSpan.FromDays(22));   // of 30: due for every process by now
        using var told = new Told();
        await using var process = MusterClient.Start(Options(), _clock, told);
        await process.RegisterAsync("orders", new InstanceDescription("http://10.0.0.8:80") { Id = "o-1" }, Cancel);

        await told.LineAsync($"The certificate in {Own} was renewed: serial number ");

        using var second = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Own, Cancel));
        Assert.NotEqual(first.SerialNumber, second.SerialNumber);
        Assert.Equal(ConnectionState.Connected, process.State);
        var given = (await AskAsync(AdminMethods.ListTokens, new(), Admin())).Tokens.Single(token => token.Name == "orders-7").Certificates;
        Assert.Equal([first.SerialNumber.ToLowerInvariant(), second.SerialNumber.ToLowerInvariant()], given.Select(one => one.Serial));

        await AskAsync(AdminMethods.RevokeToken, new RevokeTokenRequest { Name = "orders-7", SecretId = first.SerialNumber.ToLowerInvariant() }, Admin());   // it is told to go
        await process.RegisterAsync("orders", new InstanceDescription("http://10.0.0.8:81") { Id = "o-2" }, Cancel);
    }

    [Fact]
    public async Task A_name_that_was_revoked_is_not_renewed_and_the_log_says_why()
    {
        await JoinAsync();
        await AskAsync(AdminMethods.RevokeToken, new RevokeTokenRequest { Name = "orders-7" }, Admin());
        _clock.Pass(TimeSpan.FromDays(22));
        using var told = new Told();

        await using var process = MusterClient.Start(Options(), _clock, told);

        var line = await told.LineAsync($"The certificate in {Own} ends at ");
        Assert.Contains($"{Address} says: The certificate ", line, StringComparison.Ordinal);
        Assert.Contains(" no longer holds: it was revoked, ", line, StringComparison.Ordinal);
    }

    private MusterOptions Options() => new() { Registries = { Address }, CertificateFile = Own, CertificateAuthorityFile = AuthorityFile, SnapshotFolder = "" };

    private string Admin() => File.ReadAllText(Path.Combine(_folder.FullName, "admin.token")).Trim();

    private async Task JoinAsync()
    {
        var made = await AskAsync(AdminMethods.CreateToken, new CreateTokenRequest { Name = "orders-7", Namespace = "default", Service = "*", May = { "provider" }, Join = true }, Admin());
        var token = JoinText.Parse(made.Secret)!;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issued = await AskAsync(AdminMethods.Join, new JoinRequest { Name = token.Name, Secret = token.Secret, Request = CertificateFile.RequestOf(key) });
        CertificateFile.Put(Own, key, issued.Certificate.Span).Dispose();
    }

    private async Task<TResponse> AskAsync<TRequest, TResponse>(RpcMethod<TRequest, TResponse> method, TRequest request, string token = "")
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var metadata = new RpcMetadata();
        if (token.Length > 0) metadata.Add("authorization", $"Bearer {token}");
        using var channel = new RpcChannel(Address, new() { Tls = new() { Authorities = [X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(AuthorityFile, Cancel))] } });
        return await channel.CallAsync(method, request, new(TimeSpan.FromSeconds(30), metadata), Cancel);
    }
}
