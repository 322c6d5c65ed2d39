namespace Muster.Client.Sessions;

/// <summary>How long to wait before connecting again: full jitter, so that a restarted registry is not met by everyone at once.</summary>
/// <remarks>
/// The n-th wait is uniform in 0..min(4 s, 100 ms · 2ⁿ). Source of the formula: "full jitter" in Brooker, "Exponential
/// Backoff and Jitter", AWS Architecture Blog, 2015. Why 4 s: docs/decisions/0005-reconnect-within-seconds.md.
/// While the registry does not let this process in, it is uniform in 60 s ± 25 %: somebody has to mend that first.
/// </remarks>
internal sealed class Backoff(Random random)
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);
    public static readonly TimeSpan Barred = TimeSpan.FromSeconds(60);

    private int _failures;

    public TimeSpan Next()
    {
        var ceiling = First * Math.Pow(2, Math.Min(_failures++, 16));
        return random.NextDouble() * (ceiling < Longest ? ceiling : Longest);
    }

    public TimeSpan WhileBarred() => Barred * (0.75 + (0.5 * random.NextDouble()));

    /// <summary>A conversation came about: the next wait is short again.</summary>
    public void Succeeded() => _failures = 0;
}
