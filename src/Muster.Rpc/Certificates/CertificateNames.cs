using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Muster.Rpc;

/// <summary>The alternative names of a certificate: <c>URI:spiffe://prod/orders</c>, <c>DNS:orders.example.com</c>.</summary>
internal static class CertificateNames
{
    /// <summary>How the identities begin that a registry's own authority puts into the certificates that it gives.</summary>
    public const string Scheme = "muster://";

    private const string AlternativeNames = "2.5.29.17";

    /// <summary>A stranger's certificate may name as many as fit in it; so many are read.</summary>
    private const int MostNames = 16;

    private static readonly Asn1Tag Dns = new(TagClass.ContextSpecific, 2), Uri = new(TagClass.ContextSpecific, 6);

    /// <summary>Whether it was given for a join token, and so can be renewed by who shows it.</summary>
    public static bool IsGiven(X509Certificate2 certificate) => In(certificate).Any(name => name.StartsWith($"URI:{Scheme}", StringComparison.Ordinal));

    /// <summary>Hosts and URIs, as they stand in the certificate; none where they cannot be read.</summary>
    public static IReadOnlyList<string> In(X509Certificate2 certificate)
    {
        if (certificate.Extensions[AlternativeNames] is not { } extension) return [];
        var names = new List<string>();
        try
        {
            var sequence = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (sequence.HasData && names.Count < MostNames)
            {
                var tag = sequence.PeekTag();
                if (tag == Dns) names.Add($"DNS:{sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag)}");
                else if (tag == Uri) names.Add($"URI:{sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag)}");
                else sequence.ReadEncodedValue();
            }

            return names;
        }
        catch (AsnContentException)
        {
            return [];   // it names nobody then
        }
    }
}
