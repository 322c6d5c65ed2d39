namespace Muster.Core.Catalog;

/// <summary>The last incarnation of every instance removed within the hour, so that none returns with an old one.</summary>
/// <remarks>
/// Bounded by <see cref="Most"/>; the oldest go first, and then an old claim can no longer be told from a new one. Every
/// registration asks here, so it is one hash table over stones that stand in the order in which they were laid.
/// </remarks>
internal sealed class Tombstones
{
    public const int Most = 200_000;
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private const int PieceSize = 1024, FewestHeads = 64;
    private const long End = -1;

    private readonly List<Stone[]> _pieces = [];   // the first holds the oldest
    private long[] _heads = NewHeads(FewestHeads); // of chains: the number of the newest stone; a power of two of them
    private long _first;                           // number of the first place of the first piece
    private long _oldest;
    private long _next;

    /// <summary>Instances of which a removal is remembered.</summary>
    public int Count { get; private set; }

    public void Add(ServiceKey service, string id, ulong incarnation, TimeSpan now)
    {
        var hash = HashOf(service, id);
        if (Find(hash, service, id) is var before && before != End) Unchain(before);
        if (Count >= _heads.Length) Rehash();

        if (_next - _first == (long)_pieces.Count * PieceSize) _pieces.Add(new Stone[PieceSize]);
        At(_next) = new() { Hash = hash, Service = service, Id = id, Incarnation = incarnation, At = now };
        Chain(_next++);
        while (_next - _oldest > Most) ForgetOldest();
    }

    /// <summary>The incarnation under which an instance was removed; 0 when none is remembered.</summary>
    public ulong LastOf(ServiceKey service, string id) =>
        Count > 0 && Find(HashOf(service, id), service, id) is var number && number != End ? At(number).Incarnation : 0;

    /// <summary>Forgets at most some of the outdated ones, so that no step takes long.</summary>
    public void Forget(TimeSpan now, int most)
    {
        while (most-- > 0 && _oldest < _next && now - At(_oldest).At >= Kept) ForgetOldest();
    }

    /// <summary>Hands out what is remembered from a number on, at most so many. Answers the number to go on with; null at the end.</summary>
    public long? Export(long from, int most, List<SavedRemoval> into, TimeSpan now)
    {
        var number = Math.Max(from, _oldest);
        for (; number < _next && into.Count < most; number++)
        {
            ref var stone = ref At(number);
            if (!stone.IsOutdone) into.Add(new(stone.Service, stone.Id, stone.Incarnation, now - stone.At));
        }

        return number < _next ? number : null;
    }

    private void ForgetOldest()
    {
        if (!At(_oldest).IsOutdone) Unchain(_oldest);
        At(_oldest++) = default;
        if (_oldest - _first < PieceSize) return;
        _pieces.RemoveAt(0);
        _first += PieceSize;
    }

    private ref Stone At(long number) => ref _pieces[(int)((number - _first) / PieceSize)][(number - _first) % PieceSize];

    private ref long HeadOf(int hash) => ref _heads[hash & (_heads.Length - 1)];

    private long Find(int hash, ServiceKey service, string id)
    {
        for (var number = HeadOf(hash); number != End;)
        {
            ref var stone = ref At(number);
            if (stone.Hash == hash && stone.Id == id && stone.Service == service) return number;
            number = stone.Next;
        }

        return End;
    }

    private void Chain(long number)
    {
        ref var stone = ref At(number);
        ref var head = ref HeadOf(stone.Hash);
        (stone.Next, head) = (head, number);
        Count++;
    }

    private void Unchain(long number)
    {
        ref var stone = ref At(number);
        ref var link = ref HeadOf(stone.Hash);
        while (link != number) link = ref At(link).Next;
        link = stone.Next;
        stone.IsOutdone = true;
        Count--;
    }

    private void Rehash()
    {
        (_heads, Count) = (NewHeads(2 * _heads.Length), 0);
        for (var number = _oldest; number < _next; number++)
            if (!At(number).IsOutdone) Chain(number);
    }

    private static long[] NewHeads(int count)
    {
        var heads = new long[count];
        Array.Fill(heads, End);
        return heads;
    }

    private static int HashOf(ServiceKey service, string id) => HashCode.Combine(service, id);

    private struct Stone
    {
        public int Hash;

        /// <summary>The same instance was removed again later.</summary>
        public bool IsOutdone;

        public ServiceKey Service;
        public string Id;
        public ulong Incarnation;
        public TimeSpan At;

        /// <summary>The number of the stone behind it in its chain.</summary>
        public long Next;
    }
}
