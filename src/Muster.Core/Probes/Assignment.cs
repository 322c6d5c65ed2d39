using Muster.Protocol;

namespace Muster.Core.Probes;

/// <summary>One detector's task to ask one instance, and what it has seen.</summary>
internal sealed class Assignment(ulong number, Target target, Detector detector)
{
    /// <summary>How much longer than its time a probe may stay unanswered before it is asked anew.</summary>
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(5);

    private TimeSpan? _askedAt;

    public ulong Number { get; } = number;

    public Target Target { get; } = target;

    public Detector Detector { get; } = detector;

    public Opinion Opinion { get; private set; } = Opinion.None;

    /// <summary>When it is asked next; an entry of the queue that says otherwise is out of date.</summary>
    public TimeSpan DueAt { get; set; }

    /// <summary>How many times more it is asked at short intervals.</summary>
    public int Hurried { get; set; }

    public bool IsOver { get; private set; }

    public void Take(ProbeResult result, TimeSpan now)
    {
        _askedAt = null;
        Change(Opinion.Next(result.Outcome, EvidenceOf(result), Target.Probe, now));
    }

    /// <summary>A detector's words, cut to the limit.</summary>
    public static string EvidenceOf(ProbeResult result) =>
        result.Evidence.Length <= Limits.ProbeEvidence ? result.Evidence : result.Evidence[..Limits.ProbeEvidence];

    /// <summary>The order to be given; null while the last one is under way.</summary>
    public ProbeOrder? Ask(TimeSpan now)
    {
        if (_askedAt is { } at && now - at < TimeSpan.FromMilliseconds(Target.Probe.TimeoutMs) + Lost) return null;
        _askedAt = now;
        return new ProbeOrder { Number = Number, Address = Target.Address, Probe = Target.Probe };
    }

    public void End()
    {
        Change(Opinion.None);
        IsOver = true;
    }

    private void Change(Opinion next)
    {
        Detector.Location.Count(Opinion, next);
        Detector.Reached += (next.Reached ? 1 : 0) - (Opinion.Reached ? 1 : 0);
        Opinion = next;
    }
}
