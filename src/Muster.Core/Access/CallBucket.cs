namespace Muster.Core.Access;

/// <summary>How many calls a caller may make now. A value: every call makes a new one.</summary>
/// <remarks>
/// left(t) = min(burst, left + rate · elapsed); a call takes one, where one is left. The first bucket is full. Times are
/// monotonic and passed in; one that lies before the last adds nothing.
/// </remarks>
internal readonly record struct CallBucket(double Left, TimeSpan At)
{
    public static CallBucket Full(CallRate rate, TimeSpan now) => new(rate.Burst, now);

    /// <summary>The bucket after a call, and how long to wait for the next; zero: the call may be made.</summary>
    public (CallBucket Next, TimeSpan Wait) Take(CallRate rate, TimeSpan now)
    {
        var elapsed = now > At ? now - At : TimeSpan.Zero;
        var left = Math.Min(rate.Burst, Left + (rate.PerSecond * elapsed.TotalSeconds));
        var at = now > At ? now : At;
        return left >= 1
            ? (new(left - 1, at), TimeSpan.Zero)
            : (new(left, at), TimeSpan.FromSeconds((1 - left) / rate.PerSecond));
    }
}
