using System.ComponentModel;
using Muster.Protocol;

namespace Muster.Server.Api;

[Description("An admission policy, and who put it in force.")]
internal sealed record PolicyJson(
    [property: Description("1 for the first policy, and one more with each; 0: there is none, and everybody is admitted. For If-Match.")] ulong Revision,
    [property: Description("One rule a line; the first that matches decides. Null in the history.")] string? Text,
    string Reason,
    [property: Description("The caller's name, by his credential.")] string Author,
    [property: Description("Null: there is none.")] DateTimeOffset? At)
{
    public static PolicyJson Of(PolicyDocument policy, bool whole) => new(
        policy.Revision, whole ? policy.Text : null, policy.Reason, policy.Author,
        policy.Revision == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(policy.AtMs));
}

[Description("The admission policies that are kept, the newest first.")]
internal sealed record PolicyHistoryJson(IReadOnlyList<PolicyJson> Policies)
{
    public static PolicyHistoryJson Of(IEnumerable<PolicyDocument> policies) => new([.. policies.Select(policy => PolicyJson.Of(policy, whole: false))]);
}

[Description("An admission policy that is to be tried or applied.")]
internal sealed record PolicyTextJson(
    [property: Description("One rule a line; the first that matches decides.")] string Text,
    [property: Description("For whoever finds this later: 1 to 200 characters. Not needed for a trial.")] string? Reason = null);
