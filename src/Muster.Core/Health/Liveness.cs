namespace Muster.Core.Health;

/// <summary>The bounds of silence of one session. All are durations on the machine's own clock.</summary>
/// <param name="Heartbeat">Asked of the client; default 30 s.</param>
/// <param name="Timeout">Silence after which the session is over; default three heartbeats.</param>
internal readonly record struct Lease(TimeSpan Heartbeat, TimeSpan Timeout)
{
    /// <summary>Silence after which a connected client is asked for a sign of life.</summary>
    public static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which a connection is given up although its socket is open.</summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(30);

    /// <summary>Time for a broken connection to be taken up again before anybody is told.</summary>
    public static readonly TimeSpan LostGrace = TimeSpan.FromMilliseconds(500);

    public static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Two heartbeats, each up to 10 % late.</summary>
    public TimeSpan BeatsMissed => Heartbeat * 2.2;

    /// <summary>The session's timeout and one heartbeat more: the bound of a soft death.</summary>
    public TimeSpan Expiry => Timeout + Heartbeat;

    /// <summary>A lease of a stated timeout, clamped to 10 s..10 min, with three heartbeats in it.</summary>
    public static Lease OfTimeout(TimeSpan timeout)
    {
        var clamped = timeout < ShortestTimeout ? ShortestTimeout : timeout > LongestTimeout ? LongestTimeout : timeout;
        return new(clamped / 3, clamped);
    }
}

/// <summary>When a session was last heard of. Times are the machine's; this type never reads a clock.</summary>
/// <param name="HeardAt">The last byte of any kind.</param>
/// <param name="BeatAt">The last heartbeat, or what counts as one.</param>
/// <param name="LostAt">When its connection broke without goodbye; null while it stands, or for clients without one.</param>
/// <param name="PingedAt">The last time it was asked for a sign of life.</param>
/// <param name="Connected">Whether a stream carries the session now.</param>
/// <param name="Restored">Known from before the node's start, not heard since.</param>
internal readonly record struct Signs(
    TimeSpan HeardAt, TimeSpan BeatAt, TimeSpan? LostAt, TimeSpan? PingedAt, bool Connected, bool Restored)
{
    public bool PingedSinceHeard => PingedAt is { } at && at >= HeardAt;
}

/// <summary>The verdict on a session, what to do about it, and when to look again at the latest.</summary>
/// <param name="Expired">Silent for its timeout, with nothing that carries it: dead, if detectors say so too.</param>
internal readonly record struct Verdict(Vital Vital, bool Ping, bool GiveUpConnection, TimeSpan LookAgain, bool Expired = false);

/// <summary>Tells from the signs of life of a session whether its process is there.</summary>
/// <remarks>
/// <code>
///            heartbeat, resume                    silent ≥ timeout + heartbeat,
///   Up ◀──────────────────────── Suspect ──────── asked once more, still silent ──────▶ Dead
///    └── connection lost ≥ 0.5 s,   ▲                                        (terminal: a new session)
///        or two heartbeats missed ──┘
/// </code>
/// Nobody is judged dead, and nobody restored is judged at all, before <c>judgeFrom</c>: a full timeout and 15 s after
/// the node's start.
/// </remarks>
internal static class Liveness
{
    /// <summary>How long the asked have to answer before they are judged.</summary>
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(1);

    public static Verdict Judge(Signs signs, Lease lease, TimeSpan now, TimeSpan judgeFrom)
    {
        var silence = now - signs.HeardAt;

        if (signs.Restored && now < judgeFrom)
            return new(Vital.Up, Ping: false, GiveUpConnection: false, judgeFrom);

        if (silence >= lease.Expiry && now >= judgeFrom)
        {
            if (!signs.Connected || (signs.PingedSinceHeard && now - signs.PingedAt >= LastWord))
                return new(Vital.Dead, Ping: false, GiveUpConnection: signs.Connected, TimeSpan.MaxValue, Expired: true);
            return new(Vital.Suspect, Ping: !signs.PingedSinceHeard, GiveUpConnection: false, now + LastWord);
        }

        var suspect = now - signs.BeatAt >= lease.BeatsMissed
            || (signs.LostAt is { } lost && now - lost >= Lease.LostGrace);
        var giveUp = signs.Connected && silence >= Lease.LostAfter && signs.PingedSinceHeard;
        var ping = signs.Connected && !giveUp && silence >= Lease.PingAfter && !signs.PingedSinceHeard;

        return new(suspect || giveUp ? Vital.Suspect : Vital.Up, ping, giveUp, LookAgain(signs, lease, now, judgeFrom, giveUp),
            Expired: silence >= lease.Timeout && now >= judgeFrom && (giveUp || !signs.Connected));
    }

    /// <summary>What a session is not up for, in words: how it stands at the moment of the verdict.</summary>
    public static string Because(Vital vital, Signs signs, TimeSpan now) => (vital, signs) switch
    {
        (Vital.Up, _) => "",
        (_, { Restored: true }) => "not heard since the registry's restart",
        (Vital.Dead, _) => $"silent for {Seconds(now - signs.HeardAt)}",
        (_, { Connected: false, LostAt: not null }) when now - signs.HeardAt < Lease.LostAfter => "connection lost without goodbye",
        (_, { PingedAt: not null, Connected: false }) => $"silent for {Seconds(now - signs.HeardAt)}, a ping unanswered",
        _ => $"no heartbeat for {Seconds(now - signs.BeatAt)}",
    };

    private static string Seconds(TimeSpan time) => $"{(long)time.TotalSeconds} s";

    private static TimeSpan LookAgain(Signs signs, Lease lease, TimeSpan now, TimeSpan judgeFrom, bool gaveUp)
    {
        var expiry = signs.HeardAt + lease.Expiry;
        var next = expiry > judgeFrom ? expiry : judgeFrom;

        Sooner(signs.BeatAt + lease.BeatsMissed);
        Sooner(signs.HeardAt + lease.Timeout);
        if (signs.LostAt is { } lost) Sooner(lost + Lease.LostGrace);
        if (signs.Connected && !gaveUp)
        {
            Sooner(signs.HeardAt + Lease.PingAfter);
            Sooner(signs.HeardAt + Lease.LostAfter);
        }

        return next;

        void Sooner(TimeSpan at)
        {
            if (at > now && at < next) next = at;
        }
    }
}
