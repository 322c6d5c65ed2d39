using Muster.Core.Health;
using Muster.Core.Sessions;
using Muster.Core.Watch;

namespace Muster.Core.Catalog;

/// <summary>
/// Carries the belief about a session to the instances that hang on it: at once, but never so many in one tick that the
/// tick would be late.
/// </summary>
/// <remarks>
/// A round tells what hung on the session when the verdict fell, and leaves out what went or was taken over meanwhile. Who
/// is judged anew is told of that verdict alone. Whoever must not wait for a round asks <see cref="Fact.IsOver"/>. Called by
/// the machine alone.
/// </remarks>
internal sealed class VerdictSpread(Publisher publisher)
{
    /// <summary>Each may publish a list: about ten milliseconds in all.</summary>
    public const int InstancesPerTick = 4_000;

    private readonly Queue<Round> _rounds = new();
    private int _left = InstancesPerTick;
    private int _told;   // of the round in front

    public void Begin(Session session, TimeSpan now)
    {
        _rounds.Enqueue(new(session, [.. session.Instances], session.Vital));
        GoOn(now);
    }

    public void Tick(TimeSpan now)
    {
        _left = InstancesPerTick;
        GoOn(now);
    }

    private void GoOn(TimeSpan now)
    {
        while (_rounds.TryPeek(out var round))
        {
            if (round.Session.Vital == round.Vital)
            {
                for (; _told < round.Instances.Length && _left > 0; _told++, _left--) Tell(round, round.Instances[_told], now);
                if (_told < round.Instances.Length) return;
            }

            _rounds.Dequeue();
            _told = 0;
        }
    }

    private void Tell(Round round, InstanceRef instance, TimeSpan now)
    {
        var (service, id) = instance;
        if (service.Find(id) is not { } fact || fact.Holder != round.Session) return;
        service.Put(id, fact with { Vital = round.Vital });
        publisher.Changed(service, now);
    }

    private readonly record struct Round(Session Session, InstanceRef[] Instances, Vital Vital);
}
