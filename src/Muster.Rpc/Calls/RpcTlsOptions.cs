using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Muster.Rpc;

/// <summary>Whom to trust and as whom to appear.</summary>
public sealed class RpcTlsOptions
{
    /// <summary>The only authorities that may have signed the peer's certificate. Default null: those that the machine trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Our own certificate with its key and those between it and its authority, asked for at each dial. Default null: none is shown.</summary>
    public Func<SslStreamCertificateContext?>? Certificate { get; init; }

    internal SslClientAuthenticationOptions ToSslOptions()
    {
        var ssl = new SslClientAuthenticationOptions { ClientCertificateContext = Certificate?.Invoke() };
        if (Authorities is { } authorities)
        {
            // A center's own authority publishes no revocation list.
            ssl.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            ssl.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return ssl;
    }
}
