using Muster.Core.Health;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Catalog;

/// <summary>One fact as it is written down and restored.</summary>
/// <param name="Session">The session that held it, so that instances of one process are judged together.</param>
/// <param name="Client">Who the process says it is, for people.</param>
/// <param name="Caller">Whose credential it used: a thin client's instance may be renewed by that caller alone.</param>
/// <param name="TimeToLive">For a thin client's instance; null for one held by a stream.</param>
/// <param name="Probe">How detectors may ask it; null: nobody does.</param>
internal readonly record struct SavedFact(
    ServiceKey Service, ListedEntry Listed, ulong Incarnation, string Session, string Client, string Caller, TimeSpan? TimeToLive, Probe? Probe = null);

/// <summary>The last incarnation of an instance that is gone, so that none returns with an old one.</summary>
/// <param name="Age">How long ago it went. The time that the node was down is not counted.</param>
internal readonly record struct SavedRemoval(ServiceKey Service, string Id, ulong Incarnation, TimeSpan Age);

/// <summary>Where a slice starts: first come the services, then the removals.</summary>
/// <param name="Service">The first service, counted from 0; null when all services were taken.</param>
/// <param name="Removal">The first removal, by its number.</param>
internal readonly record struct SlicePlace(int? Service, long Removal)
{
    public static readonly SlicePlace Start = new(0, 0);
}

/// <summary>
/// A part of the catalog: as many whole services, or removals, as fit, in an order that does not change while slices are taken.
/// </summary>
/// <remarks>
/// Facts of different services need not be of one moment: no service depends on another. A slice is filled again and again: one
/// made anew each time would leave a third of what is written as garbage.
/// </remarks>
internal sealed class FactSlice(SlicePlace from)
{
    /// <summary>Facts after which a slice ends: taking it never makes a late tick.</summary>
    public const int Enough = 500;

    public SlicePlace From { get; private set; } = from;

    public List<SavedFact> Facts { get; } = [];

    public List<SavedRemoval> Removals { get; } = [];

    /// <summary>Where the next slice starts; null when this was the last.</summary>
    public SlicePlace? Next { get; set; }

    /// <summary>Goes on where it ended, with nothing in it. False at the end of all.</summary>
    public bool MoveOn()
    {
        if (Next is not { } next) return false;
        (From, Next) = (next, null);
        Facts.Clear();
        Removals.Clear();
        return true;
    }

    /// <summary>Takes what comes at its place, and says where the next one starts.</summary>
    public void Fill(ServiceTable services, Tombstones tombstones, TimeSpan now)
    {
        if (From.Service is not { } at)
        {
            Next = tombstones.Export(From.Removal, Enough, Removals, now) is { } next ? new(null, next) : null;
            return;
        }

        var places = services.InOrder;
        for (; at < places.Count && Facts.Count + Removals.Count < Enough; at++)
        {
            if (places[at] is not { } service) continue;
            foreach (var fact in service.Facts)
            {
                if (fact.Holder.Kind is SessionKind.Persistent) continue;   // kept where the operator's words are
                var dead = fact.Vital is Vital.Dead;
                if (dead && service.Feed.Current.Find(fact.Listed.Id) is null)   // the protected are listed after the restart, too
                {
                    Removals.Add(new(service.Key, fact.Listed.Id, fact.Incarnation, now - fact.DeadSince));
                    continue;
                }

                if (fact.Quarantined is not null) continue;   // nobody sees it: its process registers it again

                var holder = fact.Holder;
                var suspect = dead || (fact.Vital is Vital.Suspect && holder.Vital is not Vital.Up);   // what detectors alone suspect, they find again
                var listed = fact.Listed.As(new(suspect ? State.Suspect : State.Healthy, ""), isProtected: false);
                Facts.Add(new(service.Key, listed, fact.Incarnation, holder.IdText, holder.Client, holder.Caller.Name, holder.Kind is SessionKind.Thin ? holder.Lease.Timeout : null, fact.Probe));
            }
        }

        Next = new(at < places.Count ? at : null, 0);
    }
}
