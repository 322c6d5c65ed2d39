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
    [property: Description("Two while it is rotated, else one.")] IReadOnlyList<TokenSecretJson> Secrets)
{
    public static TokenJson Of(AccessToken token) => new(
        token.Name, token.Namespace, token.Service, [.. token.May], token.Author,
        [.. token.Secrets.Select(secret => new TokenSecretJson(
            secret.Id, DateTimeOffset.FromUnixTimeMilliseconds(secret.AtMs), DateTimeOffset.FromUnixTimeMilliseconds(secret.ExpiresMs)))]);
}

[Description("One secret of a token, without the secret itself.")]
internal sealed record TokenSecretJson([property: Description("The first 8 digits of its SHA-256.")] string Id, DateTimeOffset At, DateTimeOffset Expires);

[Description("A token was handed out, or has a new secret.")]
internal sealed record NewSecretJson([property: Description("Told this once.")] string Secret, TokenJson Token)
{
    public static NewSecretJson Of(NewSecret made) => new(made.Secret, TokenJson.Of(made.Token));
}

[Description("What is to be handed out.")]
internal sealed record TokenEditJson(
    [property: Description("consumer, provider, operator, detector, relay, owner; or verbs.")] IReadOnlyList<string> May,
    [property: Description("A namespace, or the beginning of one followed by *.")] string Namespace,
    [property: Description("A service, or the beginning of one followed by *.")] string Service,
    [property: Description("When its secret ends: 30s, 2h, 30d; when absent, after 90 days.")] string? For = null);

[Description("How a token is rotated.")]
internal sealed record RotationJson(
    [property: Description("How long the old secret still holds: 30s, 2h, 1d; when absent, it ends at once.")] string? Overlap = null,
    [property: Description("When the new secret ends; when absent, after 90 days.")] string? For = null);
