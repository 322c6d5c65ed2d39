using Muster.Core.Health;
using Muster.Core.Sessions;

namespace Muster.Core.Catalog;

/// <summary>
/// Carries what a session shows to the instances that hang on it: at once, but never so many in one tick that the tick would
/// be late.
/// </summary>
/// <remarks>
/// A round tells the places where something hung on the session when it began, and leaves out where now nothing does: what
/// went, and what was taken over. A round that a later one overtook is over. Whoever must not wait for a round asks <see cref="Fact.IsOver"/>. Called by the machine alone.
/// </remarks>
internal sealed class PresenceSpread
{
    /// <summary>Each may publish a list: about ten milliseconds in all.</summary>
    public const int InstancesPerTick = 4_000;

    private readonly Queue<Round> _rounds = new();
    private int _left = InstancesPerTick;
    private int _told;   // of the round in front

    public void Begin(Session session, TimeSpan now, Action<InstanceRef, Fact, TimeSpan> tell)
    {
        _rounds.Enqueue(new(session, session.Instances.Slots(), session.Presence, now));
        GoOn(tell);
    }

    public void Tick(Action<InstanceRef, Fact, TimeSpan> tell)
    {
        _left = InstancesPerTick;
        GoOn(tell);
    }

    private void GoOn(Action<InstanceRef, Fact, TimeSpan> tell)
    {
        while (_rounds.TryPeek(out var round))
        {
            if (round.Session.Presence == round.Presence)
            {
                for (; _told < round.Slots.Length && _left > 0; _told++, _left--)
                    if (round.Slots[_told] is var (service, slot) && service.At(slot) is var fact && fact.Holder == round.Session)
                        tell(new(service, fact.Listed.Id), fact, round.At);
                if (_told < round.Slots.Length) return;
            }

            _rounds.Dequeue();
            _told = 0;
        }
    }

    private readonly record struct Round(Session Session, FactPlace[] Slots, Presence Presence, TimeSpan At);
}
