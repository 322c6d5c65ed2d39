using System.Collections.Concurrent;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Protocol;

namespace Muster.Core.Watch;

/// <summary>Every published list by name. The machine adds and removes; anyone reads without waiting.</summary>
internal sealed class ViewDirectory
{
    private readonly ConcurrentDictionary<ServiceKey, ServiceFeed> _feeds = new();
    private volatile bool _incomplete;
    private volatile int _changing;
    private long _now;

    /// <summary>
    /// More may have been known before the node's start than it knows yet: every list is flagged stale, and one that is
    /// not here may exist.
    /// </summary>
    public bool Incomplete
    {
        get => _incomplete;
        internal set => _incomplete = value;
    }

    /// <summary>Services that changed of late: their push windows are open.</summary>
    public int Changing
    {
        get => _changing;
        internal set => _changing = value;
    }

    /// <summary>The machine's time at its last step.</summary>
    public TimeSpan Now
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _now));
        internal set => Volatile.Write(ref _now, value.Ticks);
    }

    /// <summary>A list for one who only reads it, and is remembered for a minute as one of whom nothing more is known.</summary>
    /// <param name="key">The service.</param>
    /// <param name="caller">Who was let in.</param>
    public ServiceView? Read(ServiceKey key, Caller caller)
    {
        if (Find(key) is not { } feed) return null;
        feed.Pollers.Note(caller.Name, caller.From, Now);
        return feed.Current;
    }

    public ServiceFeed? Find(ServiceKey key) => _feeds.GetValueOrDefault(key);

    /// <summary>What to tell a reader of a list that is not here.</summary>
    public Error Absent(ServiceKey key) => Incomplete
        ? Errors.Of(ErrorCode.Unavailable, $"This registry has restarted and may not know service '{key.Service}' in namespace '{key.Namespace}' yet. Ask again in a moment.")
        : Errors.Of(ErrorCode.NotFound, $"Nobody registers or follows service '{key.Service}' in namespace '{key.Namespace}'. Check both names.");

    /// <summary>All services, sorted: the table's own order must not be seen.</summary>
    public IReadOnlyList<ServiceFeed> All() => [.. _feeds.Values.OrderBy(feed => feed.Key)];

    /// <summary>The services of one namespace, sorted by name.</summary>
    public IReadOnlyList<ServiceFeed> In(string @namespace) =>
        [.. _feeds.Values.Where(feed => feed.Key.Namespace == @namespace).OrderBy(feed => feed.Key)];

    internal void Add(ServiceFeed feed) => _feeds[feed.Key] = feed;

    internal void Remove(ServiceKey key) => _feeds.TryRemove(key, out _);
}
