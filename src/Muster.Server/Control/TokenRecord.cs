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
        var allows = $"{string.Join(", ", words.May)} for {words.Namespace}/{words.Service}{BoundsOf(words.Quota)}";
        return words.Join is null ? $"{allows}; secrets {string.Join(", ", IdsOf(words))}" : $"{allows}; {(words.Join.UsedMs > 0 ? "joined" : "may join")}; certificates {string.Join(", ", IdsOf(words))}";
    }

    public static AccessToken WordsOf(ControlEntry entry) => AccessToken.Parser.ParseFrom(entry.Value.Span);

    /// <summary>What it allows.</summary>
    public static Grant GrantOf(AccessToken words) => new(words.Namespace, words.Service, Role.VerbsOf(words.May));

    /// <summary>Whether somebody could decide for the whole registry with it now.</summary>
    public static bool Administers(AccessToken words, string environment, DateTimeOffset now)
    {
        var ends = words.Secrets.Select(secret => secret.ExpiresMs).Concat(words.Certificates.Select(shown => shown.ExpiresMs));
        return words.Environment == environment && GrantOf(words).Covers(Verb.Admin, Resource.Registry) && ends.Any(end => end > now.ToUnixTimeMilliseconds());
    }

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
        if (change.Entry is not { } entry || WordsOf(entry) is not { } words || words.Environment != environment) return new(name, null, []) { At = now };

        var secrets = words.Secrets.Select(secret => new IssuedSecret(Convert.ToHexStringLower(secret.Sha256.Span), Left(secret.ExpiresMs)) { EndsAt = DateTimeOffset.FromUnixTimeMilliseconds(secret.ExpiresMs) });
        var certificates = words.Certificates.Select(shown => new IssuedSecret(ShownCertificate.CredentialPrefix + Convert.ToHexStringLower(shown.Sha256.Span), Left(shown.ExpiresMs)) { EndsAt = DateTimeOffset.FromUnixTimeMilliseconds(shown.ExpiresMs) });
        return new(name, GrantOf(words), [.. secrets, .. certificates]) { Quota = QuotaOf(words.Quota), At = now };

        TimeSpan Left(long untilMs) => DateTimeOffset.FromUnixTimeMilliseconds(untilMs) - now;
    }

    /// <summary>What it is revoked by, one by one: the ids of its secrets, the serial numbers of its certificates.</summary>
    public static IEnumerable<string> IdsOf(AccessToken token) =>
        token.Secrets.Select(secret => secret.Id).Concat(token.Certificates.Select(certificate => certificate.Serial));

    /// <summary>Takes one secret or certificate out; with no id, all. Answers their ids.</summary>
    public static IReadOnlyList<string> Remove(AccessToken token, string id)
    {
        var gone = IdsOf(token).Where(one => id.Length == 0 || string.Equals(one, id, StringComparison.OrdinalIgnoreCase)).ToList();
        for (var at = token.Secrets.Count - 1; at >= 0; at--)
            if (gone.Contains(token.Secrets[at].Id)) token.Secrets.RemoveAt(at);
        for (var at = token.Certificates.Count - 1; at >= 0; at--)
            if (gone.Contains(token.Certificates[at].Serial)) token.Certificates.RemoveAt(at);
        return gone.Count > 0 || id.Length > 0 ? gone : ["the right to join"];
    }

    private static string BoundsOf(TokenQuota? quota)
    {
        if (quota is null) return "";
        (uint Bound, string Of)[] bounds = [(quota.Instances, "instances"), (quota.Subscriptions, "subscriptions"), (quota.CallsPerSecond, "calls a second"), (quota.Burst, "calls at once")];
        return string.Concat(bounds.Where(one => one.Bound > 0).Select(one => $", at most {one.Bound} {one.Of}"));
    }

    private static int? Bound(uint words) => words == 0 ? null : (int)Math.Min(words, Hosting.QuotaOptions.Most);
}
