namespace Muster.Client.Balancing;

/// <summary>Calls and retries of the recent past, older ones counting less and less. A value.</summary>
/// <remarks>
/// Both counts fade by e^(−t/10 s). A retry is granted while retries + 1 ≤ share·calls + minimum: in the long run at most
/// the share of the calls, plus the minimum per 10 s; and after a quiet time a burst of the same size. Why a budget and
/// not a count per call: "Addressing Cascading Failures" in Beyer et al., "Site Reliability Engineering", 2016.
/// </remarks>
internal readonly record struct RetryBudget(double Calls, double Retries, TimeSpan At)
{
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    public RetryBudget OnCall(TimeSpan now)
    {
        var faded = Fade(now);
        return faded with { Calls = faded.Calls + 1 };
    }

    public bool TryRetry(TimeSpan now, RetryOptions rules, out RetryBudget next)
    {
        next = Fade(now);
        if (next.Retries + 1 > (rules.Share * next.Calls) + rules.Minimum) return false;
        next = next with { Retries = next.Retries + 1 };
        return true;
    }

    private RetryBudget Fade(TimeSpan now)
    {
        var left = Math.Exp(-((now - At) / Memory));
        return new(Calls * left, Retries * left, now);
    }
}
