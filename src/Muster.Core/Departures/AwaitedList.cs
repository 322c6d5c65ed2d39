using Muster.Core.Catalog;
using Muster.Core.Watch;

namespace Muster.Core.Departures;

/// <summary>A list of one service, published or soon to be, that must be known before those who left it may exit.</summary>
internal sealed class AwaitedList(Service service)
{
    public Service Service { get; } = service;

    /// <summary>Null until it is published.</summary>
    public ulong? Sequence { get; private set; }

    /// <summary>Subscribers who confirm and have not confirmed it; before it is published, all of them.</summary>
    public int Missing { get; private set; } = service.Confirmations.Confirming;

    public bool IsKnown => Sequence is not null && Missing == 0;

    public List<Departure> Departures { get; } = [];

    public bool IsMissedBy(Subscriber subscriber) => Sequence is not { } sequence || subscriber.Applied < sequence;

    public void Published(ulong sequence)
    {
        Sequence = sequence;
        Missing = Service.Subscribers.Count(subscriber => subscriber.Confirmer is not null && IsMissedBy(subscriber));
    }

    public void OneMore() => Missing++;

    public void OneLess() => Missing--;
}
