using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Muster.Protocol;

namespace Muster.Core.Access;

/// <summary>A credential in configuration: the SHA-256 of a token, never the token.</summary>
internal sealed record Credential(Caller Caller, ReadOnlyMemory<byte> TokenSha256);

/// <summary>Tells who a token belongs to, and decides what he may do. Every path asks here, and only here.</summary>
/// <remarks>
/// A token is looked up by its SHA-256: how long a look-up takes tells of hashes, from which nobody finds the way to a
/// token. The machine replaces what was handed out at run time; anyone reads without waiting.
/// </remarks>
/// <param name="configured">From configuration; these hold for as long as the node runs.</param>
/// <param name="openToAll">Whether a caller without a token is served from any origin (said aloud by the operator).</param>
/// <param name="openToLoopback">Whether a caller without a token is served from this machine.</param>
internal sealed class CallerDirectory(IReadOnlyList<Credential> configured, bool openToAll, bool openToLoopback)
{
    private readonly FrozenDictionary<string, Caller> _configured = configured
        .DistinctBy(credential => HexOf(credential.TokenSha256.Span))
        .ToFrozenDictionary(credential => HexOf(credential.TokenSha256.Span), credential => credential.Caller, StringComparer.Ordinal);

    private volatile FrozenDictionary<string, Caller> _issued = FrozenDictionary<string, Caller>.Empty;

    /// <summary>The environment that this registry belongs to: a credential of another one opens nothing here. Empty: it belongs to none.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The caller, or why he is not one.</summary>
    public (Caller? Caller, Error? Error) Identify(string token, Origin origin)
    {
        if (token.Length == 0)
        {
            return openToAll || (openToLoopback && origin is Origin.Loopback)
                ? (Caller.Anonymous, null)
                : (null, Errors.Of(ErrorCode.Unauthenticated, "No token was given. Set one in the client's configuration, or in MUSTER_TOKEN for the command line."));
        }

        var hash = HexOf(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if ((_configured.GetValueOrDefault(hash) ?? _issued.GetValueOrDefault(hash)) is not { } found)
            return (null, Errors.Of(ErrorCode.Unauthenticated, "This registry does not know the token. Check that it belongs to this environment and was not revoked."));
        return Environment.Length > 0 && found.Environment is { Length: > 0 } other && other != Environment
            ? (null, Errors.Of(ErrorCode.Forbidden, $"The token of '{found.Name}' belongs to environment '{other}', and this registry to '{Environment}'. Use the registry, or a token, of the right one."))
            : (found, null);
    }

    /// <summary>Whether a caller of that name stands in the configuration.</summary>
    public bool IsConfigured(string name) => configured.Any(credential => credential.Caller.Name == name);

    /// <summary>Whether what a caller came with still holds, and allows what it allowed then.</summary>
    public bool Knows(Caller caller) =>
        caller.Credential.Length == 0 || ReferenceEquals(_issued.GetValueOrDefault(caller.Credential)?.Grants, caller.Grants);

    /// <summary>Takes the tokens that hold from now on. Called by the machine alone.</summary>
    public void Recognize(FrozenDictionary<string, Caller> issued) => _issued = issued;

    /// <summary>Null when the caller may; else the refusal, in words.</summary>
    public static Error? Authorize(Caller caller, Verb verb, Resource resource)
    {
        foreach (var grant in caller.Grants)
            if (grant.Covers(verb, resource)) return null;

        return Errors.Of(ErrorCode.Forbidden, $"Caller '{caller.Name}' may not {verb.ToString().ToLowerInvariant()} {resource}. Ask an operator for a token that covers it.");
    }

    private static string HexOf(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash);
}
