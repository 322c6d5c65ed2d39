namespace Muster.Core.Access;

/// <summary>The certificate that a client showed as it connected, as the transport has read and checked it.</summary>
/// <param name="Subject">In people's words; whoever made the certificate chose them.</param>
/// <param name="Sha256">Of the whole certificate, in lower-case hexadecimal.</param>
/// <param name="Names">Its alternative names: <c>URI:spiffe://prod/orders</c>, <c>DNS:orders.example.com</c>.</param>
/// <param name="Fault">What is wrong with it, and what to do; null: an authority that this registry trusts has signed it, and it holds now.</param>
internal sealed record ShownCertificate(string Subject, string Sha256, IReadOnlyList<string> Names, string? Fault)
{
    private const int IdDigits = 8;

    /// <summary>Before the hash, so that nobody shows a certificate's bytes as a token.</summary>
    public const string CredentialPrefix = "certificate:";

    /// <summary>Whether it says that a registry gave it for a join token.</summary>
    public bool IsGiven { get; init; }

    /// <summary>What it is known by where it was handed out.</summary>
    public string Credential => CredentialPrefix + Sha256;

    /// <summary>For refusals: enough to find it by, and safe to print.</summary>
    public string Words => $"The certificate {Sha256[..IdDigits]} of {Muster.Protocol.Names.Quote(Subject)}";
}
