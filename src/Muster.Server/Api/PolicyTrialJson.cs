using System.ComponentModel;
using Muster.Protocol;

namespace Muster.Server.Api;

[Description("Whom a policy would hit among those that are registered now. Nothing was changed.")]
internal sealed record PolicyTrialJson(
    [property: Description("Of the policy that holds, and that the changes are told against.")] ulong Revision,
    [property: Description("Instances, those included that are turned away now.")] uint Judged,
    [property: Description("In the policy's order; the last is what holds where no rule matches.")] IReadOnlyList<RuleEffectJson> Rules)
{
    public static PolicyTrialJson Of(TryPolicyResponse trial) => new(trial.Revision, trial.Judged, [.. trial.Rules.Select(RuleEffectJson.Of)]);
}

[Description("What one rule decides.")]
internal sealed record RuleEffectJson(
    [property: Description("Of the text; 0: nothing is said there.")] uint Line,
    string Rule,
    [property: Description("Instances that it decides.")] uint Matched,
    [property: Description("Those for whom that is another verdict than now, 20 at most.")] IReadOnlyList<AffectedJson> Affected,
    [property: Description("Beyond those named.")] uint MoreAffected)
{
    public static RuleEffectJson Of(RuleEffect effect) => new(effect.Line, effect.Rule, effect.Matched, [.. effect.Affected.Select(AffectedJson.Of)], effect.MoreAffected);
}

[Description("An instance whose verdict would change.")]
internal sealed record AffectedJson(
    string Namespace, string Service, string Id,
    [property: Description("allowed, quarantined or denied.")] string Before,
    [property: Description("allowed, quarantined or denied.")] string After)
{
    public static AffectedJson Of(Affected affected) => new(affected.Namespace, affected.Service, affected.Id, ApiJson.Word(affected.Before), ApiJson.Word(affected.After));
}

[Description("What a policy did to those who were registered, or turned away.")]
internal sealed record PolicyEffectJson(
    [property: Description("Of the policy that holds now.")] ulong Revision,
    uint Judged,
    [property: Description("Were in, and are not any more.")] uint Denied,
    [property: Description("Were listed, and are not any more.")] uint Quarantined,
    [property: Description("Were denied or in quarantine, and are in again.")] uint Released)
{
    public static PolicyEffectJson Of(ApplyPolicyResponse effect) => new(effect.Revision, effect.Judged, effect.Denied, effect.Quarantined, effect.Released);
}
