using System.Text;
using Muster.Protocol;

namespace Muster.Core.Watch;

/// <summary>One instance that a published change touched; the cause is set if it left the list.</summary>
internal readonly record struct Change(string Id, Cause Cause);

/// <summary>Everything that changed from one sequence to the next, and the digest before it.</summary>
/// <remarks>Each of a million instances is in one at least, so names are packed: cause, length of the id, id.</remarks>
internal sealed class ChangeSet
{
    private readonly byte[] _packed;

    public ChangeSet(ulong sequence, ulong digestBefore, ReadOnlySpan<ViewEdit> edits)
    {
        (Sequence, DigestBefore, Count) = (sequence, digestBefore, edits.Length);
        var (bytes, at) = (2 * edits.Length, 0);
        foreach (var edit in edits) bytes += edit.Entry.IdBytes.Length;
        _packed = new byte[bytes];
        foreach (var edit in edits)
        {
            var id = edit.Entry.IdBytes;
            (_packed[at], _packed[at + 1]) = checked(((byte)(edit.Leave ?? Cause.Unspecified), (byte)id.Length));
            id.CopyTo(_packed.AsSpan(at + 2));
            at += 2 + id.Length;
        }
    }

    public ulong Sequence { get; }

    public ulong DigestBefore { get; }

    public int Count { get; }

    public IEnumerable<Change> Changes
    {
        get
        {
            for (var at = 0; at < _packed.Length; at += 2 + _packed[at + 1])
                yield return new(Encoding.ASCII.GetString(_packed, at + 2, _packed[at + 1]), (Cause)_packed[at]);
        }
    }
}

/// <summary>The last changes of one list, oldest first: an immutable, bounded memory that lets readers catch up.</summary>
/// <remarks>
/// Bounded by <see cref="MaxSets"/> sets and by <see cref="MaxChanges"/> changes in all; the oldest are forgotten.
/// Rings of one list share their sets: a ring that follows another is written behind its last set, where no reader of the
/// other looks. A new array is needed only when that one is full, or holds more that is forgotten than is remembered.
/// </remarks>
internal sealed class ChangeRing
{
    public const int MaxSets = 512;
    public const int MaxChanges = 8192;

    public static readonly ChangeRing Empty = new([], 0, 0, 0);

    private readonly ChangeSet[] _shared;   // behind the last set of the newest ring: null
    private readonly int _first;
    private readonly int _count;
    private readonly int _changes;

    private ChangeRing(ChangeSet[] shared, int first, int count, int changes) => (_shared, _first, _count, _changes) = (shared, first, count, changes);

    private ReadOnlySpan<ChangeSet> Sets => _shared.AsSpan(_first, _count);

    /// <summary>Called by the machine alone.</summary>
    public ChangeRing With(ChangeSet set)
    {
        var changes = _changes + set.Count;
        var forget = 0;
        for (; forget < _count && (_count - forget >= MaxSets || changes > MaxChanges); forget++)
            changes -= Sets[forget].Count;

        var (first, count) = (_first + forget, _count - forget);
        var sets = _shared;
        if (first + count == sets.Length || sets[first + count] is not null || first > count)
        {
            sets = new ChangeSet[Math.Max(4, 2 * count)];
            Sets[forget..].CopyTo(sets);
            first = 0;
        }

        sets[first + count] = set;
        return new ChangeRing(sets, first, count + 1, changes);
    }

    /// <summary>Whether everything after a sequence is remembered, and the list then had the digest that is claimed.</summary>
    public bool Reaches(ulong sequence, ulong digest) =>
        IndexAfter(sequence) is { } index && Sets[index].DigestBefore == digest;

    /// <summary>Every instance touched after a sequence, once, with the cause of its latest leave.</summary>
    public IReadOnlyCollection<Change> Since(ulong sequence)
    {
        var latest = new Dictionary<string, Change>(StringComparer.Ordinal);
        for (var i = IndexAfter(sequence) ?? _count; i < _count; i++)
            foreach (var change in Sets[i].Changes)
                latest[change.Id] = change;
        return latest.Values;
    }

    private int? IndexAfter(ulong sequence)
    {
        if (_count == 0 || sequence + 1 < Sets[0].Sequence || sequence >= Sets[^1].Sequence) return null;
        return (int)(sequence + 1 - Sets[0].Sequence);
    }
}
