using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Muster.Protocol;

namespace Muster.Core.Access;

/// <summary>A credential in configuration: the SHA-256 of a token, never the token; or a name that stands in a certificate.</summary>
internal sealed record Credential(Caller Caller, ReadOnlyMemory<byte> TokenSha256)
{
    /// <summary>Such as <c>URI:spiffe://prod/orders</c>, where a certificate is shown in a token's place; else empty.</summary>
    public string CertificateName { get; init; } = "";
}

/// <summary>Tells who a token or a certificate belongs to, and decides what he may do. Every path asks here, and only here.</summary>
/// <remarks>
/// A token is looked up by its SHA-256: how long a look-up takes tells of hashes, from which nobody finds the way to a
/// token. The machine replaces what was handed out at run time; anyone reads without waiting. Where a token and a
/// certificate are shown, the token decides: it was given for this call, the certificate for the connection. Whoever
/// shows either is nobody when it proves nothing, never anonymous.
/// </remarks>
/// <param name="configured">From configuration; these hold for as long as the node runs.</param>
/// <param name="openToAll">Whether a caller without a token is served from any origin (said aloud by the operator).</param>
/// <param name="openToLoopback">Whether a caller without a token is served from this machine.</param>
internal sealed class CallerDirectory(IReadOnlyList<Credential> configured, bool openToAll, bool openToLoopback)
{
    private readonly FrozenDictionary<string, Caller> _configured = configured
        .DistinctBy(KeyOf)
        .ToFrozenDictionary(KeyOf, credential => credential.Caller, StringComparer.Ordinal);

    private volatile FrozenDictionary<string, Caller> _issued = FrozenDictionary<string, Caller>.Empty;

    /// <summary>The environment that this registry belongs to: a credential of another one opens nothing here. Empty: it belongs to none.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The bounds of every credential that has none of its own; anonymous callers are one together.</summary>
    public Quota Usual { get; init; } = Quota.None;

    /// <summary>What was handed out and no longer holds.</summary>
    public FormerSecrets Former { get; } = new();

    /// <summary>What each caller holds.</summary>
    public UsageBook Usages { get; } = new();

    /// <summary>Whom a token changes nothing for.</summary>
    public NewSecret.Types.Openness OpenTo { get; } =
        openToAll ? NewSecret.Types.Openness.Everybody : openToLoopback ? NewSecret.Types.Openness.OwnMachine : NewSecret.Types.Openness.Nobody;

    /// <summary>The caller, or why he is not one.</summary>
    /// <param name="token">Empty: none was given.</param>
    /// <param name="origin">Where he calls from.</param>
    /// <param name="certificate">Null: none was shown.</param>
    public (Caller? Caller, Error? Error) Identify(string token, Origin origin, ShownCertificate? certificate = null)
    {
        if (token.Length > 0) return WhoHolds(token);
        if (certificate is not null) return WhoShows(certificate);
        return openToAll || (openToLoopback && origin is Origin.Loopback)
            ? (Caller.Anonymous with { Quota = Usual }, null)
            : Nobody("No token was given. Set one in the client's configuration, or in MUSTER_TOKEN for the command line.");
    }

    /// <summary>Whether a caller of that name stands in the configuration.</summary>
    public bool IsConfigured(string name) => configured.Any(credential => credential.Caller.Name == name);

    /// <summary>Whether somebody may even if no token were handed out: a caller of the configuration, or one who needs none.</summary>
    public bool AllowsWithoutIssued(Verb verb, Resource resource) =>
        OpenTo is not NewSecret.Types.Openness.Nobody
        || configured.Any(credential => OtherEnvironmentOf(credential.Caller) is null && Authorize(credential.Caller, verb, resource) is null);

    /// <summary>Whether what a caller came with still holds, and allows what it allowed then.</summary>
    public bool Knows(Caller caller) =>
        caller.Credential.Length == 0 || ReferenceEquals(_issued.GetValueOrDefault(caller.Credential)?.Grants, caller.Grants);

    /// <summary>Takes the tokens that hold from now on. Called by the machine alone.</summary>
    public void Recognize(FrozenDictionary<string, Caller> issued) => _issued = issued;

    /// <summary>Null when the caller may; else the refusal, in words.</summary>
    public static Error? Authorize(Caller caller, Verb verb, Resource resource)
    {
        for (var i = 0; i < caller.Grants.Count; i++)   // asked of every registration, so nothing is allocated
            if (caller.Grants[i].Covers(verb, resource)) return null;

        return Errors.Of(ErrorCode.Forbidden, $"Caller '{caller.Name}' may not {verb.ToString().ToLowerInvariant()} {resource}. Ask an operator for a token that covers it.");
    }

    private (Caller? Caller, Error? Error) WhoHolds(string token)
    {
        var hash = HexOf(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        return (_configured.GetValueOrDefault(hash) ?? _issued.GetValueOrDefault(hash)) is { } found
            ? OfThisEnvironment(found, "token")
            : Nobody(Former.WordsOf(hash) ?? "This registry does not know the token. Check that it belongs to this environment and was not revoked.");
    }

    private (Caller? Caller, Error? Error) WhoShows(ShownCertificate certificate)
    {
        if (certificate.Fault is { } fault) return Nobody(fault);
        if (_issued.GetValueOrDefault(certificate.Credential) is { } joined) return OfThisEnvironment(joined, "certificate");
        Caller? found = null;
        foreach (var name in certificate.Names)
        {
            if (_configured.GetValueOrDefault(name) is not { } caller) continue;
            if (found is not null && found.Name != caller.Name)
                return Nobody($"{certificate.Words} names two callers of this registry, '{found.Name}' and '{caller.Name}'. Show one that names one.");
            found = caller;
        }

        if (found is not null) return OfThisEnvironment(found, "certificate");
        return certificate.IsGiven
            ? Nobody($"{certificate.Words} no longer holds: it was revoked, or many newer ones took its place. Join anew: 'muster cert join', with a token of 'muster token create NAME --join'.")
            : Nobody($"{certificate.Words} names nobody whom this registry knows; it says {Said(certificate.Names)}. Give one of its names to a caller under MusterServer:Tokens, or show another.");
    }

    private (Caller? Caller, Error? Error) OfThisEnvironment(Caller found, string credential) =>
        OtherEnvironmentOf(found) is { } other
            ? (null, Errors.Of(ErrorCode.Forbidden, $"The {credential} of '{found.Name}' belongs to environment '{other}', and this registry to '{Environment}'. Use the registry, or a {credential}, of the right one."))
            : (found, null);

    /// <summary>Null where the credential may be shown here.</summary>
    private string? OtherEnvironmentOf(Caller found) => Environment.Length > 0 && found.Environment is { Length: > 0 } other && other != Environment ? other : null;

    private static (Caller? Caller, Error? Error) Nobody(string why) => (null, Errors.Of(ErrorCode.Unauthenticated, why));

    /// <summary>What a stranger's certificate says, in so much of it as a refusal needs.</summary>
    private static string Said(IReadOnlyList<string> names) =>
        names.Count == 0 ? "no name" : string.Join(", ", names.Take(3).Select(name => Names.Quote(name)));

    /// <summary>Names hold a colon, and hashes none.</summary>
    private static string KeyOf(Credential credential) =>
        credential.CertificateName.Length > 0 ? credential.CertificateName : HexOf(credential.TokenSha256.Span);

    private static string HexOf(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash);
}
