using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Muster.Server.Access;

/// <summary>What an authority signs, and what it is itself.</summary>
internal static class Signing
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1", AlternativeNames = "2.5.29.17";

    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);

    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>An authority that signs no other authority.</summary>
    public static X509Certificate2 Authority(ECDsa key, DateTimeOffset from, DateTimeOffset until)
    {
        var request = new CertificateRequest($"CN=Muster authority {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(from, until);
    }

    /// <summary>A node's certificate, for those who reach it by one of its names.</summary>
    public static X509Certificate2 Node(X509Certificate2 authority, ECDsa key, IEnumerable<string> names, DateTimeOffset from, DateTimeOffset until)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        }

        return Leaf(authority, "Muster node", new PublicKey(key), new Oid(ServerAuthentication), alternatives.Build(), from, until);
    }

    /// <summary>A client's certificate.</summary>
    /// <param name="authority">Signs it.</param>
    /// <param name="key">The client's own; of its private part nobody here knows.</param>
    /// <param name="name">The caller, in letters, digits and <c>. _ -</c>.</param>
    /// <param name="identity">As it stands in the certificate: <c>muster://prod/provider/orders</c>.</param>
    /// <param name="from">From when it holds.</param>
    /// <param name="until">Until when.</param>
    public static X509Certificate2 Client(X509Certificate2 authority, PublicKey key, string name, string identity, DateTimeOffset from, DateTimeOffset until)
    {
        var names = new AsnWriter(AsnEncodingRules.DER);
        using (names.PushSequence()) names.WriteCharacterString(UniversalTagNumber.IA5String, identity, Uri);
        return Leaf(authority, name, key, CertificateReader.ClientAuthentication, new X509Extension(AlternativeNames, names.Encode(), critical: false), from, until);
    }

    private static X509Certificate2 Leaf(X509Certificate2 authority, string name, PublicKey key, Oid purpose, X509Extension alternatives, DateTimeOffset from, DateTimeOffset until)
    {
        var request = new CertificateRequest(new X500DistinguishedName($"CN={name}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([purpose], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(alternatives);
        return request.Create(authority, from, until < authority.NotAfter ? until : authority.NotAfter, RandomNumberGenerator.GetBytes(16));
    }
}
