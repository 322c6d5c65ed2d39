namespace Muster.Client.Balancing;

/// <summary>Why an instance takes less than its share, by the clock.</summary>
internal enum Warming
{
    /// <summary>It does not.</summary>
    Warm,

    /// <summary>New in the list.</summary>
    Cold,

    /// <summary>Sub-healthy by the registry's word, which weighs it; what follows is seen to when it is well again.</summary>
    Ailing,

    /// <summary>Well again after having been sub-healthy.</summary>
    Recovering,
}

/// <summary>How far an instance is from its full share, and since when. A value: every list makes a new one.</summary>
/// <remarks>
/// <code>
///   Cold ── its time is over ──▶ (all of its share)        times and shares: <see cref="InstanceShare.Warmth"/>
///    │                                  ▲
///    ├── SubHealthy ──▶ Ailing ── Healthy ──▶ Recovering
///   Warm                  ▲                       │
///                         └────── SubHealthy ─────┘
/// </code>
/// Suspicion in between changes nothing: it is about the process, not about how well it answers. Times are monotonic
/// and passed in.
/// </remarks>
internal readonly record struct Warmth(Warming Phase, TimeSpan Since)
{
    public Warmth Next(InstanceState state, TimeSpan now) => (Phase, state) switch
    {
        (not Warming.Ailing, InstanceState.SubHealthy) => new(Warming.Ailing, now),
        (Warming.Ailing, InstanceState.Healthy) => new(Warming.Recovering, now),
        _ => this,
    };

    /// <summary>How long the way to the full share takes.</summary>
    public TimeSpan Over(BalancingOptions options) => Phase switch
    {
        Warming.Warm or Warming.Ailing => TimeSpan.Zero,
        Warming.Cold => options.SlowStart,
        Warming.Recovering => options.SlowRecovery,
        _ => throw new InvalidOperationException($"Unknown phase {Phase}."),
    };

    public double Share(TimeSpan now, BalancingOptions options) =>
        InstanceShare.Warmth(now - Since, Over(options), Phase is Warming.Recovering ? InstanceShare.Impaired / 100.0 : InstanceShare.ColdShare);
}
