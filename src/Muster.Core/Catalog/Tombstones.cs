namespace Muster.Core.Catalog;

/// <summary>The last incarnation of every instance removed within the hour, so that none returns with an old one.</summary>
/// <remarks>Bounded by <see cref="Most"/>; the oldest go first, and then an old claim can no longer be told from a new one.</remarks>
internal sealed class Tombstones
{
    public const int Most = 200_000;
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly Dictionary<(ServiceKey Service, string Id), (ulong Incarnation, TimeSpan At)> _stones = [];
    private readonly Queue<(ServiceKey Service, string Id, TimeSpan At)> _byAge = new();

    public int Count => _stones.Count;

    public void Add(ServiceKey service, string id, ulong incarnation, TimeSpan now)
    {
        _stones[(service, id)] = (incarnation, now);
        _byAge.Enqueue((service, id, now));
        while (_byAge.Count > Most) ForgetOldest();
    }

    /// <summary>The incarnation under which an instance was removed; 0 when none is remembered.</summary>
    public ulong LastOf(ServiceKey service, string id) =>
        _stones.TryGetValue((service, id), out var stone) ? stone.Incarnation : 0;

    /// <summary>Forgets at most some of the outdated ones, so that no step takes long.</summary>
    public void Forget(TimeSpan now, int most)
    {
        while (most-- > 0 && _byAge.TryPeek(out var oldest) && now - oldest.At >= Kept) ForgetOldest();
    }

    private void ForgetOldest()
    {
        var oldest = _byAge.Dequeue();
        if (_stones.TryGetValue((oldest.Service, oldest.Id), out var stone) && stone.At == oldest.At)
            _stones.Remove((oldest.Service, oldest.Id));
    }
}
