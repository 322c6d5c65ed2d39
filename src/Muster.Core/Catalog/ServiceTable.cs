using Muster.Core.Watch;

namespace Muster.Core.Catalog;

/// <summary>All services of this node. Makes them when first named, and drops those that nobody registers or follows.</summary>
/// <remarks>
/// Within an epoch a service's sequence never starts over: one that is dropped leaves its sequence as the floor for
/// every service made later.
/// </remarks>
internal sealed class ServiceTable(ViewDirectory views, ulong epoch)
{
    /// <summary>What a tick looks at in any case; of a long queue it looks at an eighth, so that nobody can outrun it.</summary>
    private const int SweptPerTick = 100;

    private readonly Dictionary<ServiceKey, Service> _services = [];
    private readonly List<Service?> _inOrder = [];
    private readonly Dictionary<ServiceKey, int> _places = [];
    private readonly Queue<int> _free = new();
    private readonly Queue<Service> _perhapsUnused = new();
    private ulong _floor;

    public int Count => _services.Count;

    /// <summary>Services by place; a place is null once its service was dropped.</summary>
    public IReadOnlyList<Service?> InOrder => _inOrder;

    public Service? Find(ServiceKey key) => _services.GetValueOrDefault(key);

    public Service GetOrAdd(ServiceKey key)
    {
        if (_services.TryGetValue(key, out var known)) return known;

        var feed = new ServiceFeed(ServiceView.Empty(key, new Revision(epoch, _floor), views.Incomplete));
        var service = new Service(feed);
        _services.Add(key, service);
        Place(service);
        views.Add(feed);
        _perhapsUnused.Enqueue(service);   // until the word that named it has proved good
        return service;
    }

    /// <summary>A service lost an instance or a subscriber: it may be of no use to anyone now.</summary>
    public void PerhapsUnused(Service service)
    {
        if (IsUnused(service)) _perhapsUnused.Enqueue(service);
    }

    /// <summary>Drops some of the unused services. Called with every tick.</summary>
    public void Sweep()
    {
        for (var left = Math.Min(_perhapsUnused.Count, Math.Max(SweptPerTick, _perhapsUnused.Count / 8)); left > 0; left--)
        {
            var service = _perhapsUnused.Dequeue();
            if (!IsUnused(service) || Find(service.Key) != service) continue;
            if (service.Window.End is not null)
            {
                _perhapsUnused.Enqueue(service);
                continue;
            }

            _floor = Math.Max(_floor, service.Feed.Current.Revision.Sequence);
            _services.Remove(service.Key);
            _places.Remove(service.Key, out var place);
            _inOrder[place] = null;
            _free.Enqueue(place);
            views.Remove(service.Key);
        }
    }

    private static bool IsUnused(Service service) => service.Facts.Count == 0 && service.Subscribers.Count == 0;

    private void Place(Service service)
    {
        if (_free.TryDequeue(out var place))
        {
            _inOrder[place] = service;
        }
        else
        {
            place = _inOrder.Count;
            _inOrder.Add(service);
        }

        _places[service.Key] = place;
    }
}
