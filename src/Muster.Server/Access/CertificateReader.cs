using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.Core.Access;
using Muster.Rpc;

namespace Muster.Server.Access;

/// <summary>Reads whom a certificate names, and what is wrong with it.</summary>
internal static class CertificateReader
{
    /// <summary>What a certificate that is shown by clients must be made for, where it says what it is made for.</summary>
    public static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    /// <param name="certificate">As it was shown.</param>
    /// <param name="faults">What came of the way from it to an authority.</param>
    public static ShownCertificate Read(X509Certificate2 certificate, IEnumerable<X509ChainStatus> faults)
    {
        var shown = new ShownCertificate(certificate.Subject, certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), CertificateNames.In(certificate), null)
        {
            IsGiven = CertificateNames.IsGiven(certificate),
        };
        var fault = faults.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        return shown with { Fault = WhatIsWrong(shown.Words, fault, certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime()) };
    }

    /// <summary>Null when nothing is. Whose signature it is comes first: what else a stranger's certificate says counts for nothing.</summary>
    internal static string? WhatIsWrong(string words, X509ChainStatusFlags fault, DateTime from, DateTime until) => fault switch
    {
        X509ChainStatusFlags.NoError => null,
        _ when (fault & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid)) != 0 =>
            $"{words} was signed by no authority that this registry trusts. Show one that was, or have the authority added to MusterServer:Tls:ClientAuthorityFile.",
        _ when fault.HasFlag(X509ChainStatusFlags.NotValidForUsage) => $"{words} is not made for clients: its extended key usage lacks client authentication. Have one made that is.",
        X509ChainStatusFlags.NotTimeValid => string.Create(CultureInfo.InvariantCulture, $"{words} holds from {from:u} to {until:u}, and that is not now. Renew it, or correct this machine's clock."),
        _ => $"{words} cannot be used ({fault}). Show another.",
    };
}
