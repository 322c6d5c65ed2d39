using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.Server.Storage;

namespace Muster.Server.Hosting;

/// <summary>The node's own authority, for a node that was given no certificate: made at the first start, kept in its folder.</summary>
/// <remarks>
/// <c>tls/ca.pem</c> is for everybody who connects; <c>tls/ca.key</c> and <c>tls/node.key</c> are the node's alone. The
/// node's certificate names what it can be reached by, and is signed anew at a start where that changed, or where it
/// ends within <see cref="RenewBefore"/>.
/// </remarks>
internal sealed class CenterAuthority(string folder, TimeProvider time)
{
    private static readonly TimeSpan AuthorityHolds = TimeSpan.FromDays(3650);
    private static readonly TimeSpan CertificateHolds = TimeSpan.FromDays(397);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(60);
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromHours(1);

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>What clients have to trust.</summary>
    public string AuthorityFile => Path.Combine(folder, "ca.pem");

    private string AuthorityKeyFile => Path.Combine(folder, "ca.key");

    private string CertificateFile => Path.Combine(folder, "node.pem");

    private string KeyFile => Path.Combine(folder, "node.key");

    /// <summary>The node's certificate, made where it is missing.</summary>
    /// <param name="names">Host names and addresses by which the node is reached.</param>
    /// <exception cref="StartRefusedException">The folder cannot be used.</exception>
    public TlsOptions CertificateFor(IReadOnlyCollection<string> names)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var authority = File.Exists(AuthorityFile) ? X509Certificate2.CreateFromPemFile(AuthorityFile, AuthorityKeyFile) : MakeAuthority();
            if (!HoldsFor(names, authority)) Sign(authority, names);
            return new TlsOptions { CertificateFile = CertificateFile, KeyFile = KeyFile };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new StartRefusedException($"MusterServer:DataDir: the node's own certificates in {folder} cannot be used: {fault.Message} Mend that; or move the folder away for new ones, which every client must then trust anew.");
        }
    }

    private X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Muster authority {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        var made = request.CreateSelfSigned(now - ClocksDiffer, now + AuthorityHolds);
        PrivateFile.Write(AuthorityKeyFile, key.ExportPkcs8PrivateKeyPem());
        PublicFile(AuthorityFile, made.ExportCertificatePem());
        return made;
    }

    private bool HoldsFor(IEnumerable<string> names, X509Certificate2 authority)
    {
        if (!File.Exists(CertificateFile) || !File.Exists(KeyFile)) return false;
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(CertificateFile));
        return certificate.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData)
            && certificate.NotAfter.ToUniversalTime() - time.GetUtcNow() > RenewBefore
            && names.All(name => certificate.MatchesHostname(name));
    }

    private void Sign(X509Certificate2 authority, IReadOnlyCollection<string> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Muster node", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        var now = time.GetUtcNow();
        using var signed = request.Create(authority, now - ClocksDiffer, now + CertificateHolds, RandomNumberGenerator.GetBytes(16));
        PrivateFile.Write(KeyFile, key.ExportPkcs8PrivateKeyPem());
        PublicFile(CertificateFile, signed.ExportCertificatePem());
    }

    private static void PublicFile(string path, string text) => File.WriteAllText(path, text + "\n");
}
