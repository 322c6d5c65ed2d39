using Muster.Core.Access;
using Muster.Protocol;

namespace Muster.Server.Control;

/// <summary>How a token is kept: <c>v1/tokens/NAME</c>, and an <see cref="AccessToken"/> with the hashes of its secrets as its value.</summary>
internal static class TokenRecord
{
    public const string All = "v1/tokens/";

    public static string KeyOf(string name) => All + name;

    /// <summary>Null for a key of something else.</summary>
    public static string? NameOf(string key) => key.StartsWith(All, StringComparison.Ordinal) ? key[All.Length..] : null;

    /// <summary>What it allows and which secrets it has, in words that tell none of them; empty where there is none.</summary>
    public static string TextOf(ReadOnlyMemory<byte>? value)
    {
        if (value is not { } bytes) return "";
        var words = AccessToken.Parser.ParseFrom(bytes.Span);
        return $"{string.Join(", ", words.May)} for {words.Namespace}/{words.Service}; secrets {string.Join(", ", words.Secrets.Select(secret => secret.Id))}";
    }

    public static AccessToken WordsOf(ControlEntry entry) => AccessToken.Parser.ParseFrom(entry.Value.Span);

    /// <summary>What it allows.</summary>
    public static Grant GrantOf(AccessToken words) => new(words.Namespace, words.Service, Role.VerbsOf(words.May));

    /// <summary>What all who show it may hold and do together, as far as the token says.</summary>
    public static Quota QuotaOf(TokenQuota? words) => words is null
        ? Quota.None
        : Hosting.QuotaOptions.Of(Bound(words.Instances), Bound(words.Subscriptions), Bound(words.CallsPerSecond), Bound(words.Burst));

    /// <summary>What the registry is told of a change; null when it is about something else.</summary>
    /// <param name="change">As the watch told it.</param>
    /// <param name="environment">The node's; a token of another one is not known here.</param>
    /// <param name="now">The wall clock: an end outlives the process whose monotonic clock it could be measured by.</param>
    public static TokenChange? ChangeOf(ControlChange change, string environment, DateTimeOffset now)
    {
        if (NameOf(change.Key) is not { } name) return null;
        if (change.Entry is not { } entry || WordsOf(entry) is not { } words || words.Environment != environment) return new(name, null, []);

        return new(name, GrantOf(words), [.. words.Secrets.Select(secret => new IssuedSecret(
            Convert.ToHexStringLower(secret.Sha256.Span), DateTimeOffset.FromUnixTimeMilliseconds(secret.ExpiresMs) - now))])
        { Quota = QuotaOf(words.Quota) };
    }

    private static int? Bound(uint words) => words == 0 ? null : (int)Math.Min(words, Hosting.QuotaOptions.Most);
}
