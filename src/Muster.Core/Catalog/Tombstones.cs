namespace Muster.Core.Catalog;

/// <summary>The last incarnation of every instance removed within the hour, so that none returns with an old one.</summary>
/// <remarks>Bounded by <see cref="Most"/>; the oldest go first, and then an old claim can no longer be told from a new one.</remarks>
internal sealed class Tombstones
{
    public const int Most = 200_000;
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly Dictionary<(ServiceKey Service, string Id), long> _latest = [];
    private readonly Dictionary<long, Stone> _byNumber = [];   // numbers run from _oldest, without gaps
    private long _oldest;

    public int Count => _latest.Count;

    private long Next => _oldest + _byNumber.Count;

    public void Add(ServiceKey service, string id, ulong incarnation, TimeSpan now)
    {
        _latest[(service, id)] = Next;
        _byNumber.Add(Next, new(service, id, incarnation, now));
        while (_byNumber.Count > Most) ForgetOldest();
    }

    /// <summary>The incarnation under which an instance was removed; 0 when none is remembered.</summary>
    public ulong LastOf(ServiceKey service, string id) =>
        _latest.TryGetValue((service, id), out var number) ? _byNumber[number].Incarnation : 0;

    /// <summary>Forgets at most some of the outdated ones, so that no step takes long.</summary>
    public void Forget(TimeSpan now, int most)
    {
        while (most-- > 0 && _byNumber.TryGetValue(_oldest, out var oldest) && now - oldest.At >= Kept) ForgetOldest();
    }

    /// <summary>Hands out what is remembered from a number on, at most so many. Answers the number to go on with; null at the end.</summary>
    public long? Export(long from, int most, List<SavedRemoval> into, TimeSpan now)
    {
        var number = Math.Max(from, _oldest);
        for (; number < Next && into.Count < most; number++)
        {
            var (service, id, incarnation, at) = _byNumber[number];
            if (_latest[(service, id)] == number) into.Add(new(service, id, incarnation, now - at));
        }

        return number < Next ? number : null;
    }

    private void ForgetOldest()
    {
        _byNumber.Remove(_oldest, out var stone);
        if (_latest[(stone.Service, stone.Id)] == _oldest) _latest.Remove((stone.Service, stone.Id));
        _oldest++;
    }

    private readonly record struct Stone(ServiceKey Service, string Id, ulong Incarnation, TimeSpan At);
}
