using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.Rpc;

namespace Muster.Server.Tests.Access;

/// <summary>An authority of somebody, and what it signs.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1", ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _authority;

    public TestAuthority(string name = "CN=authority of a test")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        _authority = request.CreateSelfSigned(Now.AddDays(-100), Now.AddDays(100));
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Answers the path.</summary>
    public string WriteTo(string folder)
    {
        var file = Path.Combine(folder, "clients.pem");
        File.WriteAllText(file, _authority.ExportCertificatePem());
        return file;
    }

    /// <param name="uri">The name in it; null: none.</param>
    /// <param name="fromDays">From when it holds.</param>
    /// <param name="untilDays">Until when.</param>
    /// <param name="forServers">Made for servers alone.</param>
    public X509Certificate2 Sign(string? uri, int fromDays = -10, int untilDays = 10, bool forServers = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(forServers ? ServerAuthentication : ClientAuthentication)], critical: false));
        if (uri is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddUri(new Uri(uri));
            request.CertificateExtensions.Add(names.Build());
        }

        using var signed = request.Create(_authority, Now.AddDays(fromDays), Now.AddDays(untilDays), RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Shows a certificate to a peer of an authority.</summary>
    public static RpcChannelOptions Showing(X509Certificate2 certificate, X509Certificate2 peers)
    {
        var shown = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        return new() { Tls = new() { Authorities = [peers], Certificate = () => shown } };
    }

    public void Dispose() => _authority.Dispose();
}
