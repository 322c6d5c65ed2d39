using System.Collections;

namespace Muster.Core.Catalog;

/// <summary>The facts of one service by the ids of its instances, each in a slot that it keeps.</summary>
/// <remarks>
/// A hash table that keeps no ids: they stand in what is listed. With a million instances that is a string and a half of
/// every place less than a dictionary takes.
/// </remarks>
internal sealed class FactTable : IReadOnlyCollection<Fact>
{
    private const int PieceSize = 16, PerHead = 2;
    private const int End = -1;

    private readonly Pieces<Row> _rows = new(PieceSize);
    private int[] _heads = [];   // of chains: a slot counted from 1, or 0; a power of two of them
    private int _free = End;     // the slot that was left last

    public int Count { get; private set; }

    public ref Fact this[int slot] => ref _rows[slot].Fact;

    /// <summary>-1 where there is none.</summary>
    public int SlotOf(string id)
    {
        if (Count == 0) return End;
        var hash = id.GetHashCode(StringComparison.Ordinal);
        for (var slot = _heads[hash & (_heads.Length - 1)] - 1; slot != End;)
        {
            ref var row = ref _rows[slot];
            if (row.Hash == hash && row.Fact.Listed.HasId(id)) return slot;
            slot = row.Next;
        }

        return End;
    }

    /// <summary>Answers the slot.</summary>
    /// <param name="id">Must not be here.</param>
    /// <param name="fact">Of it.</param>
    public int Add(string id, in Fact fact)
    {
        if (Count >= PerHead * _heads.Length) Rehash(Math.Max(1, 2 * _heads.Length));
        var slot = _free;
        if (slot == End) slot = _rows.Add(default);
        else _free = _rows[slot].Next;

        _rows[slot] = new() { Hash = id.GetHashCode(StringComparison.Ordinal), Fact = fact };
        Chain(slot);
        Count++;
        return slot;
    }

    public void Remove(int slot)
    {
        var next = _rows[slot].Next;
        ref var head = ref _heads[_rows[slot].Hash & (_heads.Length - 1)];
        if (head == slot + 1)
        {
            head = next + 1;
        }
        else
        {
            var before = head - 1;
            while (_rows[before].Next != slot) before = _rows[before].Next;
            _rows[before].Next = next;
        }

        _rows[slot] = new() { Next = _free };
        _free = slot;
        Count--;
    }

    public IEnumerator<Fact> GetEnumerator()
    {
        for (var slot = 0; slot < _rows.Count; slot++)
            if (!_rows[slot].Fact.Listed.IsNone) yield return _rows[slot].Fact;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Rehash(int heads)
    {
        _heads = new int[heads];
        for (var slot = 0; slot < _rows.Count; slot++)
            if (!_rows[slot].Fact.Listed.IsNone) Chain(slot);
    }

    private void Chain(int slot)
    {
        ref var row = ref _rows[slot];
        ref var head = ref _heads[row.Hash & (_heads.Length - 1)];
        row.Next = head - 1;
        head = slot + 1;
    }

    private struct Row
    {
        public int Hash;

        /// <summary>The slot behind it in its chain, or among the free ones; -1: none.</summary>
        public int Next;

        public Fact Fact;
    }
}
