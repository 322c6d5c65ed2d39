using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Muster.Client.Balancing;
using Muster.Protocol;

namespace Muster.Client.Lists;

/// <summary>The lists that the application reads. The client's loop writes; anyone reads without waiting.</summary>
internal sealed class ServiceCache
{
    private readonly ConcurrentDictionary<string, CachedService> _services = new(StringComparer.Ordinal);

    /// <summary>Every list that is followed, as it is now.</summary>
    public IEnumerable<ServiceList> All => _services.Select(static pair => pair.Value.Current);

    public CachedService Add(string service) => _services.GetOrAdd(service, static name => new CachedService(name));

    public void Remove(string service)
    {
        if (_services.TryRemove(service, out var removed)) removed.End();
    }

    /// <summary>The registry does not tell a list; one that is not followed any more concerns nobody.</summary>
    public void Refuse(string service, Error why)
    {
        if (_services.TryGetValue(service, out var refused)) refused.Refuse(why);
    }

    /// <summary>Nothing will change any more: whoever waits for the next list has seen the last. The lists can still be read.</summary>
    public void End()
    {
        foreach (var cached in _services.Values) cached.End();
    }

    public CachedService Get(string service) =>
        _services.TryGetValue(service, out var cached)
            ? cached
            : throw new MusterException(ErrorCode.NotFound, $"Service '{service}' was not subscribed to. Subscribe to it first, in the configuration or with Subscribe.");
}

/// <summary>One service's newest list, and a signal for those who wait for the next.</summary>
internal sealed class CachedService(string service)
{
    private const int CausesKept = 256;

    private readonly Queue<string> _removed = new();
    private readonly TaskCompletionSource<Error> _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ServiceList _current = ServiceList.Unknown(service);
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableDictionary<string, RemovalCause> _causes = ImmutableDictionary<string, RemovalCause>.Empty;
    private volatile bool _ended;
    private volatile Balancer? _balancer;

    public ServiceList Current => _current;

    /// <summary>Why the registry does not tell this list; completes with the first refusal.</summary>
    public Task<Error> WhenRefused => _refused.Task;

    /// <summary>Who shares out this service's calls; made when it is first asked for.</summary>
    public Balancer BalancerBy(BalancerSetup setup) => _balancer ?? MakeBalancer(setup);

    /// <summary>One writer: the client's loop.</summary>
    public void Publish(ServiceChange change)
    {
        foreach (var line in change.Changes)
        {
            if (line.Kind is not ChangeKind.Removed) continue;
            _causes = _causes.SetItem(line.Instance.Id, line.Cause);
            _removed.Enqueue(line.Instance.Id);
            if (_removed.Count > CausesKept) _causes = _causes.Remove(_removed.Dequeue());
        }

        _current = change.List;
        _balancer?.Refresh();   // before those who wait are told, so that they never pick from an older list
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();   // has been set, if it has ended
    }

    public void Refuse(Error why) => _refused.TrySetResult(why);

    public void End()
    {
        _ended = true;
        _next.TrySetResult();
    }

    /// <summary>Every list from now on, or what they come to; a reader that is slow sees several changes as one.</summary>
    public async IAsyncEnumerable<ServiceChange> WatchAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        ServiceList? seen = null;
        while (!_ended)
        {
            var next = _next.Task;   // before the list, or a change between the two would be missed
            var list = _current;
            if (list != seen)
            {
                var before = seen is null ? [] : seen.Instances;
                yield return new ServiceChange(list, ListDiff.Between(before, list.Instances, Volatile.Read(ref _causes)));
                seen = list;
                continue;
            }

            await next.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    private Balancer MakeBalancer(BalancerSetup setup)
    {
        var made = Interlocked.CompareExchange(ref _balancer, new Balancer(service, () => _current, setup), null) ?? _balancer;
        made.Refresh();   // a list that came in between was published before there was anyone to refresh
        return made;
    }
}
