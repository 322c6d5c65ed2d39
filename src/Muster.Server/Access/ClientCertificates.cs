using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;
using Muster.Core.Access;

namespace Muster.Server.Access;

/// <summary>Asks those who connect over TLS for a certificate, without insisting, and reads what they show.</summary>
/// <remarks>
/// Nobody is cut off in the handshake, where he could not be told why. What is wrong with a certificate stays with the
/// connection, and <see cref="CallerDirectory"/> refuses whoever calls on it without a token.
/// </remarks>
/// <param name="authorities">Those whose certificates prove something here.</param>
/// <param name="time">By whose clock they hold.</param>
internal sealed class ClientCertificates(X509Certificate2Collection authorities, TimeProvider time)
{
    /// <summary>What was shown on a connection; null: nothing.</summary>
    public static ShownCertificate? On(IFeatureCollection connection) => connection.Get<ShownCertificate>();

    /// <param name="handshake">How it will be answered.</param>
    /// <param name="connection">Keeps what was shown.</param>
    public void Ask(SslServerAuthenticationOptions handshake, IFeatureCollection connection)
    {
        handshake.ClientCertificateRequired = true;   // asked for: whether it is needed is the callback's to say
        handshake.CertificateChainPolicy = PolicyNow();
        handshake.RemoteCertificateValidationCallback = (_, certificate, chain, _) => certificate is null || Keep(certificate, chain, connection);
    }

    private static bool Keep(X509Certificate shown, X509Chain? way, IFeatureCollection connection)
    {
        if (way is null) return false;   // nobody has looked at it
        connection.Set(CertificateReader.Read((X509Certificate2)shown, way.ChainStatus));
        return true;
    }

    /// <summary>Nothing is fetched from where a stranger's certificate points to.</summary>
    private X509ChainPolicy PolicyNow()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true,
            VerificationTime = time.GetUtcNow().UtcDateTime, VerificationTimeIgnored = false,
            ApplicationPolicy = { CertificateReader.ClientAuthentication },
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
