using System.Security.Cryptography;
using System.Text;
using Muster.Protocol;

namespace Muster.Core.Access;

/// <summary>A credential in configuration: the SHA-256 of a token, never the token.</summary>
internal sealed record Credential(Caller Caller, ReadOnlyMemory<byte> TokenSha256);

/// <summary>Tells who a token belongs to, and decides what he may do. Every path asks here, and only here.</summary>
/// <param name="credentials">From configuration.</param>
/// <param name="openToAll">Whether a caller without a token is served from any origin (said aloud by the operator).</param>
/// <param name="openToLoopback">Whether a caller without a token is served from this machine.</param>
internal sealed class CallerDirectory(IReadOnlyList<Credential> credentials, bool openToAll, bool openToLoopback)
{
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

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        Caller? found = null;
        foreach (var credential in credentials)   // all of them, so that time tells nothing
            if (CryptographicOperations.FixedTimeEquals(credential.TokenSha256.Span, hash)) found = credential.Caller;

        if (found is null)
            return (null, Errors.Of(ErrorCode.Unauthenticated, "This registry does not know the token. Check that it belongs to this environment and was not revoked."));
        return Environment.Length > 0 && found.Environment is { Length: > 0 } other && other != Environment
            ? (null, Errors.Of(ErrorCode.Forbidden, $"The token of '{found.Name}' belongs to environment '{other}', and this registry to '{Environment}'. Use the registry, or a token, of the right one."))
            : (found, null);
    }

    /// <summary>Null when the caller may; else the refusal, in words.</summary>
    public static Error? Authorize(Caller caller, Verb verb, Resource resource)
    {
        foreach (var grant in caller.Grants)
            if (grant.Covers(verb, resource)) return null;

        return Errors.Of(ErrorCode.Forbidden, $"Caller '{caller.Name}' may not {verb.ToString().ToLowerInvariant()} {resource}. Ask an operator for a token that covers it.");
    }
}
