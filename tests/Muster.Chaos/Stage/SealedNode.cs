using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Muster.Chaos.Players;
using Muster.Rpc;

namespace Muster.Chaos.Stage;

/// <summary>A node that speaks TLS alone, by a certificate that it has made, as its administrator and strangers meet it.</summary>
internal sealed class SealedNode(int port, string folder, CancellationToken cancel)
{
    private const string Host = "127.0.0.1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RpcChannelOptions _options = new() { Tls = new() { Authorities = [X509CertificateLoader.LoadCertificateFromFile(AuthorityIn(folder))] } };

    public string Address { get; } = $"{Host}:{port}";

    public Way Way => WayBy(Address);

    /// <summary>Whether it has made what others need to reach it.</summary>
    public static bool IsSetUp(string folder) => File.Exists(AuthorityIn(folder)) && File.Exists(TokenIn(folder));

    /// <param name="address">That of whoever stands in between.</param>
    public Way WayBy(string address) => new($"https://{address}", AuthorityIn(folder), TokenIn(folder));

    /// <summary>Has its certificate made anew. Answers the serial number.</summary>
    public async Task<string> RenewAsync()
    {
        var renewed = await CallAsync(AdminMethods.RenewNodeCertificate, new());
        using var certificate = X509CertificateLoader.LoadCertificate(renewed.Certificate.Span);
        return certificate.SerialNumber;
    }

    /// <summary>The serial number of what it shows to whoever connects now.</summary>
    /// <exception cref="TimeoutException">It shows nothing.</exception>
    public async Task<string> ShownAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(Host, port, patience.Token);
            await using var tls = new SslStream(socket.GetStream());
            await tls.AuthenticateAsClientAsync(Attacks.Target.Whoever(), patience.Token);
            return ((X509Certificate2)tls.RemoteCertificate!).SerialNumber;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"The node showed no certificate within {Patience.TotalSeconds} s.");
        }
    }

    /// <summary>Reads the list by a connection of its own.</summary>
    public async Task<int> ListAsync() =>
        (await CallAsync(RegistryMethods.ListInstances, new() { Namespace = "default", Service = ConsumerPlayer.Service, OnlyLooking = true })).Instances.Count;

    private static string AuthorityIn(string folder) => Path.Combine(folder, "tls", "ca.pem");

    private static string TokenIn(string folder) => Path.Combine(folder, "admin.token");

    private async Task<TResponse> CallAsync<TRequest, TResponse>(RpcMethod<TRequest, TResponse> method, TRequest request)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        using var channel = new RpcChannel($"https://{Address}", _options);
        var metadata = new RpcMetadata();
        metadata.Add("authorization", $"Bearer {(await File.ReadAllTextAsync(TokenIn(folder), cancel)).Trim()}");
        return await channel.CallAsync(method, request, new(TimeSpan.FromSeconds(30), metadata), cancel);
    }
}
