namespace Muster.Client.Balancing;

/// <summary>Whether this process calls an instance, by its own experience.</summary>
internal enum Trust
{
    Trusted,
    Ejected,

    /// <summary>Back from an ejection, on a small share of calls.</summary>
    OnTrial,
}

/// <summary>What this process's calls have taught it about one instance. A value: every outcome makes a new one.</summary>
/// <remarks>
/// <code>
///   Trusted ── failures in a row, or share of failures ──▶ Ejected ── its time is over ──▶ OnTrial
///      ▲                                                      ▲                               │ │
///      │                                                      └────────── a failure ──────────┘ │
///      └──────────────────────────────── a success ─────────────────────────────────────────────┘
/// </code>
/// The n-th ejection in a row lasts First·2^(n−1), at most Longest; n starts over after Longest without one. Times are
/// monotonic and passed in.
/// </remarks>
/// <param name="InARow">Failures since the last success.</param>
/// <param name="Calls">Within the window that began at <paramref name="WindowAt"/>.</param>
/// <param name="Failures">Of those calls.</param>
/// <param name="Ejections">In a row; how long the next one lasts.</param>
/// <param name="Since">When the trust last changed.</param>
/// <param name="Until">When the last ejection ends or ended.</param>
internal readonly record struct Standing(
    Trust Trust, int InARow, int Calls, int Failures, TimeSpan WindowAt, int Ejections, TimeSpan Since, TimeSpan Until)
{
    public Standing OnOutcome(bool succeeded, TimeSpan now, EjectionOptions rules) => (Trust, succeeded) switch
    {
        (Trust.Ejected, _) => this,   // a call from before: its news are old
        (Trust.OnTrial, true) => new Standing(Trust.Trusted, 0, 0, 0, now, Ejections, now, Until),
        (Trust.OnTrial, false) => Eject(now, rules),
        (Trust.Trusted, _) => Count(succeeded, now, rules).Judge(now, rules),
        _ => throw new InvalidOperationException($"Unknown trust {Trust}."),
    };

    public Standing OnTick(TimeSpan now) => Trust is Trust.Ejected && now >= Until
        ? this with { Trust = Trust.OnTrial, Since = now }
        : this;

    private Standing Count(bool succeeded, TimeSpan now, EjectionOptions rules)
    {
        var window = now - WindowAt >= rules.Window ? this with { Calls = 0, Failures = 0, WindowAt = now } : this;
        return succeeded
            ? window with { InARow = 0, Calls = window.Calls + 1 }
            : window with { InARow = InARow + 1, Calls = window.Calls + 1, Failures = window.Failures + 1 };
    }

    private Standing Judge(TimeSpan now, EjectionOptions rules)
    {
        if (InARow == 0) return this;   // the last call went well: not the moment
        var often = Calls >= rules.MinimumCalls && Failures >= rules.FailureRatio * Calls;
        return InARow >= rules.ConsecutiveFailures || often ? Eject(now, rules) : this;
    }

    private Standing Eject(TimeSpan now, EjectionOptions rules)
    {
        var ejections = Ejections > 0 && now - Until >= rules.Longest ? 1 : Ejections + 1;
        var doubled = rules.First * Math.Pow(2, Math.Min(ejections - 1, 30));
        return new(Trust.Ejected, 0, 0, 0, now, ejections, now, now + (doubled < rules.Longest ? doubled : rules.Longest));
    }
}
