using System.Collections.Concurrent;
using Muster.Core.Catalog;

namespace Muster.Core.Watch;

/// <summary>Every published list by name. The machine adds and removes; anyone reads without waiting.</summary>
internal sealed class ViewDirectory
{
    private readonly ConcurrentDictionary<ServiceKey, ServiceFeed> _feeds = new();

    public ServiceFeed? Find(ServiceKey key) => _feeds.GetValueOrDefault(key);

    /// <summary>All services, sorted: the table's own order must not be seen.</summary>
    public IReadOnlyList<ServiceFeed> All() => [.. _feeds.Values.OrderBy(feed => feed.Key)];

    /// <summary>The services of one namespace, sorted by name.</summary>
    public IReadOnlyList<ServiceFeed> In(string @namespace) =>
        [.. _feeds.Values.Where(feed => feed.Key.Namespace == @namespace).OrderBy(feed => feed.Key)];

    internal void Add(ServiceFeed feed) => _feeds[feed.Key] = feed;

    internal void Remove(ServiceKey key) => _feeds.TryRemove(key, out _);
}
