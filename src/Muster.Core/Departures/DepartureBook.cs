using Muster.Core.Catalog;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Departures;

/// <summary>All receipts that are owed to those who left: answered when everyone knows, or when their time is over.</summary>
/// <remarks>
/// <code>
///   Announce ─▶ instances are taken out ─▶ Begin ──── lists published, confirmed by all who confirm ───▶ Departed
///                                            └── time over ─▶ Departed, with stragglers      connection closed ─▶ nothing
/// </code>
/// Bounded: <see cref="Limits.ReceiptsPerConnection"/> open ones a connection, each of at most a batch of services; what is
/// over is swept from the deadlines once it outnumbers the rest.
/// </remarks>
internal sealed class DepartureBook(ServiceTable services, Publisher publisher, ViewDirectory views, Action<RegistryEvent> happened)
{
    private const int SweptFrom = 1000;

    private PriorityQueue<Departure, TimeSpan> _deadlines = new();
    private int _open;

    /// <summary>Before the instances are taken out, so that the lists without them ask everyone. Null: the connection waits for too many already.</summary>
    public Departure? Announce(Connection connection, Deregister leaving)
    {
        if (connection.Departures.Count >= Limits.ReceiptsPerConnection) return null;

        var left = leaving.Instances.Select(instance => instance.Service).Distinct(StringComparer.Ordinal)
            .Select(name => services.Find(new(connection.Session!.Namespace, name))).OfType<Service>().ToArray();
        foreach (var service in left) service.Confirmations.Announce();
        return new Departure(connection, leaving.Request, left, End);
    }

    /// <summary>After the instances were taken out: the wait begins, and ends at once where there is nobody to wait for.</summary>
    public void Begin(Departure departure, TimeSpan within, TimeSpan now)
    {
        foreach (var service in departure.Services)
        {
            // Nothing was taken out, and those who hold the list were not all asked: they are, by one more revision of it.
            if (!service.Window.Dirty && service.Feed.Current.AppliedOneIn != 1) publisher.Changed(service, now);
            departure.Wait(service.Confirmations.Await());
        }

        _open++;
        departure.Connection.Departures.Add(departure);
        if (departure.IsKnown)
        {
            End(departure);
            return;
        }

        var longest = TimeSpan.FromSeconds(Limits.ReceiptSeconds);
        _deadlines.Enqueue(departure, now + (within < longest ? within : longest));
    }

    /// <summary>Somebody else than who left waits until everyone uses the list as it stands now.</summary>
    public void Await(Connection connection, ServiceKey key, TimeSpan within, TimeSpan now)
    {
        Service[] awaited = services.Find(key) is { } service ? [service] : [];
        foreach (var one in awaited) one.Confirmations.Announce();
        Begin(new Departure(connection, request: 0, awaited, End), within, now);
    }

    /// <summary>A client uses a list.</summary>
    public void Applied(Connection connection, Applied applied, TimeSpan now)
    {
        if (!connection.Subscribers.TryGetValue(applied.Service, out var subscriber)) return;
        var (current, said) = (subscriber.Feed.Current.Revision, Watch.Revision.Of(applied.Revision));
        if (said.Epoch != current.Epoch || said.Sequence > current.Sequence || services.Find(subscriber.Feed.Key) is not { } service) return;
        if (service.Confirmations.Applied(subscriber, said.Sequence, now) is { } after)
            happened(new RegistryEvent.Applied(service.Key, after));
    }

    /// <summary>Whoever would be answered is gone.</summary>
    public void Closed(Connection connection)
    {
        foreach (var departure in connection.Departures) Forget(departure);
        connection.Departures.Clear();
    }

    public void Tick(TimeSpan now)
    {
        while (_deadlines.TryPeek(out var departure, out var deadline) && (departure.IsOver || now >= deadline))
        {
            _deadlines.Dequeue();
            if (!departure.IsOver) End(departure);
        }

        if (_deadlines.Count > SweptFrom && _deadlines.Count > 2 * _open)
            _deadlines = new(_deadlines.UnorderedItems.Where(static item => !item.Element.IsOver));
    }

    private void End(Departure departure)
    {
        var departed = departure.ToWire(views.Now);
        Forget(departure);
        departure.Connection.Departures.Remove(departure);
        departure.Connection.Outbox.Put(new Down { Departed = departed });
        if (departure.Connection.Session is { } session) happened(new RegistryEvent.Departed(session.Client, departed));
    }

    private void Forget(Departure departure)
    {
        _open--;
        foreach (var list in departure.End()) list.Service.Confirmations.Forget(list);
    }
}
