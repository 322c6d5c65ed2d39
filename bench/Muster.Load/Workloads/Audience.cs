using System.Diagnostics;
using Muster.Load.Figures;
using Muster.Peers;

namespace Muster.Load.Workloads;

/// <summary>Consumers who hear of events, and when each of them knew.</summary>
internal sealed class Audience
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);   // whoever sends each event to each may take a minute and a half

    private readonly Fleet _fleet;
    private readonly Providers _providers;
    private Histogram _latency = new();
    private int _last;
    private int _knowing;
    private long _knownAt;

    public Audience(Fleet fleet, Providers providers)
    {
        (_fleet, _providers) = (fleet, providers);
        foreach (var session in fleet.Sessions) session.Learned = Learned;
    }

    /// <summary>Lets events happen, and waits until everybody knows the last.</summary>
    public Heard Hear(Act act)
    {
        (_latency, _last, _knowing) = (new(), act.Last, 0);
        var awaited = _fleet.Sessions.Count(session => !session.Wire.Stalled);
        Exception? fault = null;
        var started = Stopwatch.GetTimestamp();
        var performing = new Thread(() =>
        {
            try
            {
                act.Perform();
            }
            catch (Exception failed)
            {
                fault = failed;
            }
        });
        performing.Start();
        _fleet.Reactor.Until(() => _knowing == awaited || fault is not null, Patience, () => $"{awaited} consumers are to know event {act.Last}, and {_knowing} do");
        performing.Join();
        if (fault is not null) throw new InvalidOperationException($"The providers failed: {fault.Message}", fault);
        return new(Stopwatch.GetElapsedTime(started, _knownAt), Stopwatch.GetElapsedTime(_providers.SentAt(act.Last), _knownAt), _latency);
    }

    private void Learned(Session session, int number)
    {
        var now = _fleet.Reactor.Now;
        for (var known = session.Known + 1; known <= number; known++) _latency.Add(now - _providers.SentAt(known));
        session.Known = number;
        if (number != _last) return;
        _knowing++;
        _knownAt = now;
    }
}

/// <summary>How long events took to be known: until everybody knew the last, since the first and since the last one was sent; and each event by each consumer.</summary>
internal readonly record struct Heard(TimeSpan Took, TimeSpan AfterLast, Histogram Latency);
