using System.Numerics;

namespace Muster.Core.Catalog;

/// <summary>Slots of one table: a bit for each. Made for few, and for many at once.</summary>
internal struct SlotSet
{
    private const int WordBits = 64;

    /// <summary>A set of more words than this gives them back when it is cleared.</summary>
    private const int MostWordsKept = 4;

    private ulong[]? _words;

    public void Add(int slot)
    {
        var word = slot / WordBits;
        if (word >= (_words?.Length ?? 0)) Array.Resize(ref _words, (int)BitOperations.RoundUpToPowerOf2((uint)word + 1));
        _words![word] |= 1UL << (slot % WordBits);
    }

    /// <summary>The first that is not less; -1 where there is none.</summary>
    public readonly int From(int slot)
    {
        for (var word = slot / WordBits; word < (_words?.Length ?? 0); word++, slot = word * WordBits)
            if (_words![word] >> (slot % WordBits) is not 0 and var rest) return slot + BitOperations.TrailingZeroCount(rest);
        return -1;
    }

    public void Clear()
    {
        if (_words?.Length > MostWordsKept) _words = null;
        else _words?.AsSpan().Clear();
    }
}
