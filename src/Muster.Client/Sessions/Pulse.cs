namespace Muster.Client.Sessions;

/// <summary>When to beat, and when to give the registry up.</summary>
internal sealed class Pulse(Random random)
{
    /// <summary>The registry pings whoever is silent for 10 s, so a living one is never silent for this long.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(35);

    /// <summary>A tick that comes later than this was our own pause: what the registry sent meanwhile is still unread.</summary>
    private static readonly TimeSpan OwnPause = TimeSpan.FromSeconds(1);

    private TimeSpan _heardAt;
    private TimeSpan _beatAt;
    private TimeSpan _every;
    private ulong _beats;

    public TimeSpan SilentAt => _heardAt + Silence;

    public TimeSpan BeatAt => _beatAt;

    /// <summary>Heartbeats begin. The first comes at a random moment of the interval, so that a fleet does not beat in step.</summary>
    public void Start(TimeSpan every, TimeSpan now) => (_every, _beatAt, _beats) = (every, now + (every * random.NextDouble()), 0);

    public void Heard(TimeSpan now) => _heardAt = now;

    /// <summary>Notes when a tick came that was due earlier.</summary>
    public void Ticked(TimeSpan due, TimeSpan now)
    {
        if (due < now - OwnPause) _heardAt += now - due;
    }

    /// <summary>Counts a heartbeat and spreads the next by ±10 %.</summary>
    public ulong Beat(TimeSpan now)
    {
        _beatAt = now + (_every * (0.9 + (0.2 * random.NextDouble())));
        return ++_beats;
    }
}
