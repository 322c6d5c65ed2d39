using System.Globalization;
using Muster.Protocol;

namespace Muster.Core.Access;

/// <summary>Whether one more is within a caller's quota; else the refusal, which names the quota, its bound and the cure, and is counted.</summary>
internal static class QuotaRule
{
    public static Error? OneMoreInstance(Caller caller, Usage held) => held.Instances < (caller.Quota.Instances ?? int.MaxValue)
        ? null
        : Over(caller, held, QuotaKind.Instances, $"holds {Counted.Of(held.Instances, "instance")}, and its quota is {caller.Quota.Instances}. Deregister some");

    public static Error? OneMoreSubscription(Caller caller, Usage held) => held.Subscriptions < (caller.Quota.Subscriptions ?? int.MaxValue)
        ? null
        : Over(caller, held, QuotaKind.Subscriptions, $"follows {Counted.Of(held.Subscriptions, "service")}, and its quota is {caller.Quota.Subscriptions}. Unsubscribe from some");

    /// <param name="wait">Until the next call is within the rate.</param>
    public static Error TooManyCalls(Caller caller, Usage held, CallRate rate, TimeSpan wait) => Over(caller, held, QuotaKind.Calls, string.Create(
        CultureInfo.InvariantCulture, $"makes more calls than its quota of {rate.PerSecond} a second, {rate.Burst} at once. Call again in {Math.Ceiling(wait.TotalSeconds * 10) / 10:0.0} s"));

    private static Error Over(Caller caller, Usage held, QuotaKind quota, string what)
    {
        held.Refuse(quota);
        var option = quota.ToString().ToLowerInvariant();
        return Errors.Of(ErrorCode.LimitReached, $"Caller '{caller.Name}' {what}, or ask an operator for a token with more (muster token create --max-{option}, or MusterServer:Quota of the node).");
    }
}
