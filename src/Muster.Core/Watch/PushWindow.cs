namespace Muster.Core.Watch;

/// <summary>When the changes of one service are published: the first at once, what follows soon after together.</summary>
/// <remarks>
/// <code>
///   Quiet ── change: publish ──▶ Open ── change: collect ──▶ Open, dirty
///     ▲                            │                              │
///     └───── end, not dirty ───────┘        Open ◀── end: publish ┘
/// </code>
/// A window is 100 ms long and grows by 20 µs a subscriber, to at most 1 s: that is what one node can write to that
/// many connections (50,000 a second), so a push is always sent before the next one is made. It also grows where many services change at
/// a time, by 100 µs each: making a list takes about a tenth of that, so up to 10,000 services that nobody follows leave the node nine tenths of its time.
/// The cap keeps continuous change from starving anyone.
/// </remarks>
internal readonly record struct PushWindow(TimeSpan? End, bool Dirty)
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PerSubscriber = TimeSpan.FromMicroseconds(20);
    private static readonly TimeSpan PerChanging = TimeSpan.FromMicroseconds(100);

    /// <param name="subscribers">Of the service.</param>
    /// <param name="changing">Services of the node with an open window.</param>
    public static TimeSpan Length(int subscribers, int changing) =>
        TimeSpan.FromTicks(Math.Clamp(Math.Max(subscribers * PerSubscriber.Ticks, changing * PerChanging.Ticks), Shortest.Ticks, Longest.Ticks));

    /// <summary>A change came: answers whether to publish now.</summary>
    public (PushWindow Next, bool Publish) OnChange(TimeSpan now, int subscribers, int changing) =>
        End is null
            ? (new(now + Length(subscribers, changing), Dirty: false), true)
            : (this with { Dirty = true }, false);

    /// <summary>Time passed: answers whether to publish what was collected.</summary>
    public (PushWindow Next, bool Publish) OnTick(TimeSpan now, int subscribers, int changing) => (End is { } end && now >= end, Dirty) switch
    {
        (false, _) => (this, false),
        (true, false) => (default, false),
        (true, true) => (new(now + Length(subscribers, changing), Dirty: false), true),
    };
}
