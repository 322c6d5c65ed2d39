using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Rpc;

namespace Muster.Server.Tests.Rpc;

public sealed class CallsOverTls
{
    internal static readonly X509Certificate2 Authority = SelfSigned("CN=center");
    private static readonly X509Certificate2 Stranger = SelfSigned("CN=somebody else");

    [Fact]
    public async Task A_peer_of_the_trusted_authority_is_called_by_bare_address()
    {
        await using var node = await RpcNode.StartAsync(Map, Authority);
        using var channel = new RpcChannel(node.Address, new() { Tls = new() { Authorities = [Authority] } });

        Assert.Equal(["prod"], (await CallAsync(channel)).Namespaces);
    }

    [Fact]
    public async Task A_peer_of_another_authority_is_not_talked_to()
    {
        await using var node = await RpcNode.StartAsync(Map, Stranger);
        using var channel = new RpcChannel(node.Address, new() { Tls = new() { Authorities = [Authority] } });

        Assert.Equal(RpcStatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => CallAsync(channel))).Code);
    }

    private static Task<ListNamespacesResponse> CallAsync(RpcChannel channel) =>
        channel.CallAsync(RegistryMethods.ListNamespaces, new(), default, TestContext.Current.CancellationToken);

    private static void Map(RpcRoutes routes) => routes.MapUnary(
        RegistryMethods.ListNamespaces, (_, _, _) => Task.FromResult(new ListNamespacesResponse { Namespaces = { "prod" } }));

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
