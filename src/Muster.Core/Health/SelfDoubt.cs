namespace Muster.Core.Health;

/// <summary>Whether the node may trust what it sees: when many of its own sessions fall silent at once, the fault is likely its own.</summary>
/// <remarks>
/// <code>
///            ≥ 10 sessions and &gt; 15 % of all fell silent within 30 s, and still are
///   sure ─────────────────────────────────────────────────────────────────────────────▶ in doubt
///    ▲                                                                                   │ │
///    ├── no more than 15 % are silent ───────────────────────────────────────────────────┘ │
///    └── a timeout and a heartbeat have passed in which others spoke to it ────────────────┘
/// </code>
/// Counted are sessions that hold instances. In doubt nobody is judged dead or sub-healthy; suspects are told of as ever.
/// With fewer than ten silent the ejection budget is guard enough. While nobody at all speaks, the node is cut off, and
/// time proves nothing. Written by the machine alone.
/// </remarks>
internal sealed class SelfDoubt(TimeSpan longest, Action<RegistryEvent> happened)
{
    public const int LeastSilent = 10, Percent = 15;
    public static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(30);

    /// <summary>Longer than a living client, who is asked every 10 s, is ever silent.</summary>
    private static readonly TimeSpan CutOff = TimeSpan.FromSeconds(15);

    private readonly int[] _falls = new int[(int)AtOnce.TotalSeconds];
    private long _second;
    private TimeSpan _ticked, _heard, _doubted;
    private int _holding, _silent;

    public bool InDoubt { get; private set; }

    /// <summary>A session holds its first instance.</summary>
    public void Joined(Vital vital)
    {
        _holding++;
        if (vital is Vital.Suspect) _silent++;
    }

    /// <summary>A session holds nothing any more, or is over.</summary>
    public void Left(Vital vital)
    {
        _holding--;
        if (vital is Vital.Suspect) _silent--;
    }

    /// <summary>A session that holds instances fell silent, or is back.</summary>
    public void Turned(Vital to, TimeSpan now)
    {
        if (to is not Vital.Suspect)
        {
            _silent--;
            return;
        }

        _silent++;
        Pass(now);
        _falls[_second % _falls.Length]++;
    }

    /// <summary>Somebody spoke.</summary>
    public void Heard(TimeSpan now) => _heard = now;

    public void Tick(TimeSpan now)
    {
        Pass(now);
        if (InDoubt && now - _heard < CutOff) _doubted += now - _ticked;
        _ticked = now;

        var doubts = InDoubt
            ? IsMany(_silent) && _doubted < longest
            : _silent >= LeastSilent && Math.Min(_silent, _falls.Sum()) is var fell && fell >= LeastSilent && IsMany(fell);
        if (doubts == InDoubt) return;

        InDoubt = doubts;
        _doubted = TimeSpan.Zero;
        if (!InDoubt) Array.Clear(_falls);
        happened(new RegistryEvent.SelfDoubt(InDoubt, _silent, _holding));
    }

    private bool IsMany(int sessions) => (long)sessions * 100 > (long)_holding * Percent;

    private void Pass(TimeSpan now)
    {
        var second = now.Ticks / TimeSpan.TicksPerSecond;
        for (var fresh = Math.Max(_second + 1, second - _falls.Length + 1); fresh <= second; fresh++) _falls[fresh % _falls.Length] = 0;
        if (second > _second) _second = second;
    }
}
