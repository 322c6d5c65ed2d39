using System.ComponentModel;
using Muster.Protocol;

namespace Muster.Server.Api;

[Description("The tokens that the caller may administer, sorted by name.")]
internal sealed record TokensJson(IReadOnlyList<TokenJson> Tokens);

[Description("A token that was handed out while the registry runs.")]
internal sealed record TokenJson(
    [property: Description("The caller, in lists, logs and refusals.")] string Name,
    [property: Description("A namespace, or the beginning of one followed by *.")] string Namespace,
    [property: Description("A service, or the beginning of one followed by *.")] string Service,
    [property: Description("Roles and verbs.")] IReadOnlyList<string> May,
    [property: Description("Who handed it out, by his credential.")] string Author,
    [property: Description("Two while it is rotated, else one; none where its holder shows certificates.")] IReadOnlyList<TokenSecretJson> Secrets,
    [property: Description("Those that its holder shows; none where he shows secrets.")] IReadOnlyList<TokenCertificateJson> Certificates,
    [property: Description("The right to the first certificate; null: he shows secrets.")] TokenJoinJson? Join,
    [property: Description("What all who show it may hold and do together, as far as it has bounds of its own.")] TokenQuotaJson? Quota = null,
    [property: Description("What they hold at this node now; in lists.")] TokenUsageJson? Used = null)
{
    public static TokenJson Of(AccessToken token) => new(
        token.Name, token.Namespace, token.Service, [.. token.May], token.Author,
        [.. token.Secrets.Select(secret => new TokenSecretJson(
            secret.Id, DateTimeOffset.FromUnixTimeMilliseconds(secret.AtMs), DateTimeOffset.FromUnixTimeMilliseconds(secret.ExpiresMs)))],
        [.. token.Certificates.Select(TokenCertificateJson.Of)], TokenJoinJson.Of(token.Join),
        TokenQuotaJson.Of(token.Quota), token.Used is { } used ? new TokenUsageJson(used.Instances, used.Subscriptions) : null);
}

[Description("A certificate that stands for a secret.")]
internal sealed record TokenCertificateJson(string Serial, [property: Description("Of the whole certificate.")] string Sha256, DateTimeOffset At, DateTimeOffset Expires)
{
    public static TokenCertificateJson Of(AccessToken.Types.Certificate shown) => new(
        shown.Serial, Convert.ToHexStringLower(shown.Sha256.Span), DateTimeOffset.FromUnixTimeMilliseconds(shown.AtMs), DateTimeOffset.FromUnixTimeMilliseconds(shown.ExpiresMs));
}

[Description("A join token, without its secret.")]
internal sealed record TokenJoinJson(DateTimeOffset Expires, [property: Description("Null: not yet.")] DateTimeOffset? Used, [property: Description("The address that it was used from; null: not yet.")] string? From)
{
    public static TokenJoinJson? Of(AccessToken.Types.Join? join) => join is null ? null : new(
        DateTimeOffset.FromUnixTimeMilliseconds(join.ExpiresMs), join.UsedMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(join.UsedMs), join.UsedMs == 0 ? null : join.UsedFrom);
}

[Description("Bounds of one credential; what is absent is as the node's configuration says.")]
internal sealed record TokenQuotaJson(
    [property: Description("Registered at a time.")] uint? Instances = null,
    [property: Description("Services followed at a time, each on each stream.")] uint? Subscriptions = null,
    [property: Description("Requests a second beside the streams.")] uint? CallsPerSecond = null,
    [property: Description("Requests at once after a pause; when absent, two seconds' worth.")] uint? Burst = null)
{
    public static TokenQuotaJson? Of(TokenQuota? quota) =>
        quota is null ? null : new(Bound(quota.Instances), Bound(quota.Subscriptions), Bound(quota.CallsPerSecond), Bound(quota.Burst));

    private static uint? Bound(uint words) => words == 0 ? null : words;
}

[Description("What is held with a credential.")]
internal sealed record TokenUsageJson(uint Instances, uint Subscriptions);

[Description("One secret of a token, without the secret itself.")]
internal sealed record TokenSecretJson([property: Description("The first 8 digits of its SHA-256.")] string Id, DateTimeOffset At, DateTimeOffset Expires);

[Description("A token was handed out, or has a new secret.")]
internal sealed record NewSecretJson([property: Description("Told this once.")] string Secret, TokenJson Token)
{
    public static NewSecretJson Of(NewSecret made) => new(made.Secret, TokenJson.Of(made.Token));
}

[Description("What is to be handed out.")]
internal sealed record TokenEditJson(
    [property: Description("consumer, provider, operator, detector, relay, node, owner; or verbs.")] IReadOnlyList<string> May,
    [property: Description("A namespace, or the beginning of one followed by *.")] string Namespace,
    [property: Description("A service, or the beginning of one followed by *.")] string Service,
    [property: Description("When its secret ends: 30s, 2h, 30d; when absent, after 90 days, and a join token after 1 h.")] string? For = null,
    [property: Description("Whether its secret is a join token: good for one certificate, and for nothing else.")] bool Join = false,
    TokenQuotaJson? Quota = null);

[Description("How a token is rotated.")]
internal sealed record RotationJson(
    [property: Description("How long the old secret still holds: 30s, 2h, 1d; when absent, it ends at once.")] string? Overlap = null,
    [property: Description("When the new secret ends; when absent, after 90 days.")] string? For = null);
