using System.Collections.Concurrent;
using Muster.Protocol;

namespace Muster.Client.Outcomes;

/// <summary>Calls of one instance, API by API. Counting waits for nobody, and allocates nothing for an API that is known.</summary>
/// <param name="id">Empty for what this process itself answers.</param>
/// <param name="room">For APIs, shared with the other instances of the table.</param>
internal sealed class InstanceCounts(string service, string id, TableRoom room)
{
    /// <summary>What calls without a name, and APIs for which there is no room, are counted under.</summary>
    public const string Others = "*";

    /// <summary>How many are told apart, <see cref="Others"/> included.</summary>
    public const int Apis = 100;

    private const int Names = Apis - 1;

    private readonly ConcurrentDictionary<string, ApiCounts> _apis = new(concurrencyLevel: 1, capacity: 4, StringComparer.Ordinal);
    private readonly ApiCounts _others = new();
    private readonly Lock _lock = new();   // guards the coming of a new API
    private volatile bool _isFull;

    /// <summary>How many APIs have a place of their own.</summary>
    public int Named => _apis.Count;

    public void Count(string api, Outcome outcome) => (_apis.TryGetValue(api, out var counts) ? counts : Place(api)).Add(outcome);

    /// <summary>Takes what was counted since the last time.</summary>
    public void Take(ICollection<CallCounts> into)
    {
        foreach (var (api, counts) in _apis) Put(api, counts.Take());
        Put(Others, _others.Take());

        void Put(string api, CallCounts? taken)
        {
            if (taken is null) return;
            (taken.Service, taken.Id, taken.Api) = (service, id, api);
            into.Add(taken);
        }
    }

    private ApiCounts Place(string api)
    {
        if (_isFull || api is "" or Others || api.Length > Limits.Api || api.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0) return _others;
        lock (_lock)
        {
            if (_apis.TryGetValue(api, out var placed)) return placed;
            if (_apis.Count >= Names || !room.TryTake())
            {
                _isFull = _apis.Count >= Names;
                return _others;
            }

            return _apis[api] = new ApiCounts();
        }
    }
}
