namespace Muster.Core.Watch;

/// <summary>When the changes of one service are published: the first at once, what follows soon after together.</summary>
/// <remarks>
/// <code>
///   Quiet ── change: publish ──▶ Open ── change: collect ──▶ Open, dirty
///     ▲                            │                              │
///     └───── end, not dirty ───────┘        Open ◀── end: publish ┘
/// </code>
/// A window is 100 ms long and grows by 20 µs a subscriber, to at most 1 s: that is what one node can write to that
/// many connections (50,000 a second), so a push is always sent before the next one is made.
/// The cap keeps continuous change from starving anyone.
/// </remarks>
internal readonly record struct PushWindow(TimeSpan? End, bool Dirty)
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PerSubscriber = TimeSpan.FromMicroseconds(20);

    public static TimeSpan Length(int subscribers)
    {
        var wanted = subscribers * PerSubscriber;
        return wanted < Shortest ? Shortest : wanted > Longest ? Longest : wanted;
    }

    /// <summary>A change came: answers whether to publish now.</summary>
    public (PushWindow Next, bool Publish) OnChange(TimeSpan now, int subscribers) =>
        End is null
            ? (new(now + Length(subscribers), Dirty: false), true)
            : (this with { Dirty = true }, false);

    /// <summary>Time passed: answers whether to publish what was collected.</summary>
    public (PushWindow Next, bool Publish) OnTick(TimeSpan now, int subscribers) => (End is { } end && now >= end, Dirty) switch
    {
        (false, _) => (this, false),
        (true, false) => (default, false),
        (true, true) => (new(now + Length(subscribers), Dirty: false), true),
    };
}
