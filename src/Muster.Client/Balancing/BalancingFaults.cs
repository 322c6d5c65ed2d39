using Muster.Protocol;

namespace Muster.Client.Balancing;

/// <summary>What is wrong with balancing options, each fault with its cure.</summary>
internal static class BalancingFaults
{
    public static IEnumerable<string> In(BalancingOptions options) =>
        InPolicies(options).Concat(InShares(options)).Concat(In(options.Subset)).Concat(In(options.Ejection)).Concat(In(options.Retry));

    private static IEnumerable<string> InPolicies(BalancingOptions options)
    {
        if (BalancingPolicies.Parse(options.Policy) is null) yield return $"Policy: {Unknown(options.Policy)}";
        foreach (var (service, policy) in options.Policies)
        {
            if (Names.FaultInService(service) is { } fault) yield return $"Policies: {fault}";
            if (BalancingPolicies.Parse(policy) is null) yield return $"Policies:{service}: {Unknown(policy)}";
        }
    }

    private static IEnumerable<string> InShares(BalancingOptions options)
    {
        if (options.SlowStart < TimeSpan.Zero) yield return $"SlowStart: {options.SlowStart} is negative; zero turns it off.";
        if (options.SlowRecovery < TimeSpan.Zero) yield return $"SlowRecovery: {options.SlowRecovery} is negative; zero turns it off.";
        if (options.ZoneBusyAt < 1) yield return $"ZoneBusyAt: {options.ZoneBusyAt} is not at least 1.";
    }

    private static IEnumerable<string> In(SubsetOptions subset)
    {
        if (subset.Size is < 0 or 1 or 2) yield return $"Subset:Size: {subset.Size} is not at least 3, so that one may fail; 0 calls all.";
        if (subset.Peers < 0) yield return $"Subset:Peers: {subset.Peers} is negative; 0 is unknown.";
        if (subset.Index < 0 || subset.Index >= Math.Max(1, subset.Peers)) yield return $"Subset:Index: {subset.Index} is not within 0 to Subset:Peers ({subset.Peers}) less one.";
    }

    private static IEnumerable<string> In(EjectionOptions ejection)
    {
        if (ejection.ConsecutiveFailures < 1) yield return $"Ejection:ConsecutiveFailures: {ejection.ConsecutiveFailures} is not at least 1.";
        if (ejection.FailureRatio is not (> 0 and <= 1)) yield return $"Ejection:FailureRatio: {ejection.FailureRatio} is not above 0 and at most 1.";
        if (ejection.MinimumCalls < 1) yield return $"Ejection:MinimumCalls: {ejection.MinimumCalls} is not at least 1.";
        if (ejection.Window <= TimeSpan.Zero) yield return $"Ejection:Window: {ejection.Window} is not longer than zero.";
        if (ejection.UnansweredAfter <= TimeSpan.Zero) yield return $"Ejection:UnansweredAfter: {ejection.UnansweredAfter} is not longer than zero.";
        if (ejection.First <= TimeSpan.Zero) yield return $"Ejection:First: {ejection.First} is not longer than zero.";
        if (ejection.Longest < ejection.First) yield return $"Ejection:Longest: {ejection.Longest} is shorter than Ejection:First ({ejection.First}).";
        if (ejection.MaximumShare is not (>= 0 and < 1)) yield return $"Ejection:MaximumShare: {ejection.MaximumShare} is not at least 0 and below 1.";
    }

    private static IEnumerable<string> In(RetryOptions retry)
    {
        if (retry.Attempts < 1) yield return $"Retry:Attempts: {retry.Attempts} is not at least 1; 1 turns retries off.";
        if (retry.Share is not (>= 0 and <= 1)) yield return $"Retry:Share: {retry.Share} is not within 0 to 1.";
        if (retry.Minimum < 0) yield return $"Retry:Minimum: {retry.Minimum} is negative.";
        if (retry.AttemptTimeout <= TimeSpan.Zero && retry.AttemptTimeout != Timeout.InfiniteTimeSpan)
            yield return $"Retry:AttemptTimeout: {retry.AttemptTimeout} is not longer than zero; leave it out for no limit.";
    }

    private static string Unknown(string policy) =>
        $"{Names.Quote(policy)} is no policy. Choose one of {string.Join(", ", BalancingPolicies.All)}.";
}
