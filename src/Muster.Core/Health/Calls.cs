namespace Muster.Core.Health;

/// <summary>Calls that had an outcome, and how many of them failed. Fractions arise where a voice counts in part.</summary>
/// <remarks>A caller's own error is no failure of the callee; what its caller gave up has no outcome at all.</remarks>
internal readonly record struct Calls(double Trials, double Failed)
{
    /// <summary>The share that succeeded; 1 where there were none.</summary>
    public double Ratio => Trials > 0 ? 1 - (Failed / Trials) : 1;

    public static Calls Of(ulong total, ulong succeeded, ulong cancelled) => new(total - cancelled, total - cancelled - succeeded);

    public static Calls operator +(Calls one, Calls other) => new(one.Trials + other.Trials, one.Failed + other.Failed);

    public static Calls operator -(Calls one, Calls other) => new(one.Trials - other.Trials, one.Failed - other.Failed);

    public static Calls operator *(Calls calls, double share) => new(calls.Trials * share, calls.Failed * share);
}
