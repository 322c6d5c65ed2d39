namespace Muster.Core.Sessions;

/// <summary>The machine's own clock: real time less every time the node itself stood still.</summary>
/// <remarks>
/// A step that comes more than 1 s after the last one is the node's own fault (a paused process, a long collection):
/// the clients' signs of life wait unread. The gap is taken out, which moves every deadline at no cost.
/// Steps come at least every 50 ms otherwise.
/// </remarks>
internal struct StallGuard
{
    public static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(1);

    private TimeSpan _seen;
    private TimeSpan _stalled;

    /// <summary>The machine's time at the last step.</summary>
    public readonly TimeSpan Now => _seen - _stalled;

    public TimeSpan Start(TimeSpan realNow)
    {
        _seen = realNow;
        return Now;
    }

    /// <summary>Turns real time into the machine's, and tells how long the node stood still; zero when it did not.</summary>
    public TimeSpan Advance(TimeSpan realNow, out TimeSpan stalled)
    {
        var gap = realNow - _seen;
        stalled = gap > Tolerated ? gap : TimeSpan.Zero;
        _stalled += stalled;
        if (gap > TimeSpan.Zero) _seen = realNow;
        return Now;
    }
}
