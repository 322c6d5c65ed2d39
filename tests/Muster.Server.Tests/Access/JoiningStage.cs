using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Access;
using Muster.Server.Tests.Hosting;
using Muster.Server.Tests.Rpc;

namespace Muster.Server.Tests.Access;

/// <summary>A node that others can reach and that signs, and those who join it.</summary>
public abstract class JoiningStage : IDisposable
{
    private protected const string Boss = "boss";

    private readonly string _folder = Directory.CreateTempSubdirectory("muster-joining-").FullName;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected X509Certificate2 Authority => X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(_folder, "tls", "ca.pem")));

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected static string AddressOf(LiveNode node) => $"https://127.0.0.1:{node.Rpc.Port}";

    private protected static Task<PlainClient> DialAsync(LiveNode node, string carrier, RpcChannelOptions shown) =>
        carrier == "grpc" ? node.DialAsync(shown, AddressOf(node)) : node.DialLeanAsync(shown, AddressOf(node));

    private protected static async Task<string> RefusalAsync(Func<Task> ask) => (await Assert.ThrowsAsync<RpcException>(ask)).Message;

    /// <summary>The serial number of what a new connection is shown.</summary>
    private protected static async Task<string> ShownAsync(LiveNode node)
    {
        using var line = new TcpClient();
        await line.ConnectAsync("127.0.0.1", node.Rpc.Port, Cancel);
        var serial = "";
        await using var tls = new SslStream(line.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => (serial = certificate!.GetSerialNumberString()).Length > 0);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", ApplicationProtocols = [SslApplicationProtocol.Http2], AllowTlsResume = false }, Cancel);
        return serial;
    }

    private protected static async Task<bool> HoldsAsync(LiveNode node, RpcChannelOptions shown)
    {
        using var channel = new RpcChannel(AddressOf(node), shown);
        try
        {
            await channel.CallAsync(RegistryMethods.ListServices, new() { Namespace = "shop" }, default, Cancel);
            return true;
        }
        catch (RpcException refused) when (refused.Code is RpcStatusCode.Unauthenticated)
        {
            return false;
        }
    }

    private protected async Task<JoinToken> CreateAsync(LiveNode node, string name, string[] may, ulong withinMs = 0)
    {
        var made = await AskAsync(node, AdminMethods.CreateToken, new CreateTokenRequest { Name = name, Namespace = "shop", Service = "orders*", May = { may }, WithinMs = withinMs, Join = true }, Boss);
        return JoinText.Parse(made.Secret)!;
    }

    private protected async Task<(X509Certificate2 Certificate, RpcChannelOptions Shown)> JoinAsync(LiveNode node, JoinToken token)
    {
        var key = Signing.NewKey();
        return Showing(await AskAsync(node, AdminMethods.Join, new JoinRequest { Name = token.Name, Secret = token.Secret, Request = RequestOf(key) }), key);
    }

    private protected async Task<(X509Certificate2 Certificate, RpcChannelOptions Shown)> RenewAsync(LiveNode node, RpcChannelOptions? shown, string token = "")
    {
        var key = Signing.NewKey();
        return Showing(await AskAsync(node, AdminMethods.RenewCertificate, new RenewCertificateRequest { Request = RequestOf(key) }, token, shown), key);
    }

    private protected (X509Certificate2 Certificate, RpcChannelOptions Shown) Showing(IssuedCertificate issued, ECDsa key)
    {
        var certificate = X509CertificateLoader.LoadCertificate(issued.Certificate.Span).CopyWithPrivateKey(key);
        return (certificate, TestAuthority.Showing(certificate, Authority));
    }

    private protected static ByteString RequestOf(ECDsa key) => ByteString.CopyFrom(new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequest());

    private protected async Task<TResponse> AskAsync<TRequest, TResponse>(LiveNode node, RpcMethod<TRequest, TResponse> method, TRequest request, string token = "", RpcChannelOptions? shown = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        using var channel = new RpcChannel(AddressOf(node), shown ?? new() { Tls = new() { Authorities = [Authority] } });
        return await channel.CallAsync(method, request, TokenSetup.With(token), Cancel);
    }

    private protected Task<LiveNode> StartAsync() => LiveNode.StartAsync(_folder, options =>
    {
        (options.Http, options.Rpc, options.Environment) = ("0.0.0.0:0", "0.0.0.0:0", "prod");
        options.Give(Boss, "*", "*", ["owner"]);
        options.Give("shop-admin", "shop", "*", ["owner"]);
    });
}
