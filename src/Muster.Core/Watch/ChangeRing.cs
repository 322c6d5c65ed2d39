using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Muster.Protocol;

namespace Muster.Core.Watch;

/// <summary>One instance that a published change touched; the cause is set if it left the list.</summary>
internal readonly record struct Change(string Id, Cause Cause);

/// <summary>Everything that changed from one sequence to the next, and the digests around it.</summary>
internal sealed record ChangeSet(ulong Sequence, ulong DigestBefore, ImmutableArray<Change> Changes);

/// <summary>The last changes of one list, oldest first: an immutable, bounded memory that lets readers catch up.</summary>
/// <remarks>Bounded by <see cref="MaxSets"/> sets and by <see cref="MaxChanges"/> changes in all; the oldest are forgotten.</remarks>
internal sealed class ChangeRing
{
    public const int MaxSets = 512;
    public const int MaxChanges = 8192;

    public static readonly ChangeRing Empty = new([], 0);

    private readonly ImmutableArray<ChangeSet> _sets;
    private readonly int _changes;

    private ChangeRing(ImmutableArray<ChangeSet> sets, int changes) => (_sets, _changes) = (sets, changes);

    public ChangeRing With(ChangeSet set)
    {
        var changes = _changes + set.Changes.Length;
        var forget = 0;
        while (forget < _sets.Length && (_sets.Length - forget >= MaxSets || changes > MaxChanges))
            changes -= _sets[forget++].Changes.Length;

        var kept = new ChangeSet[_sets.Length - forget + 1];
        _sets.AsSpan()[forget..].CopyTo(kept);
        kept[^1] = set;
        return new ChangeRing(ImmutableCollectionsMarshal.AsImmutableArray(kept), changes);
    }

    /// <summary>Whether everything after a sequence is remembered, and the list then had the digest that is claimed.</summary>
    public bool Reaches(ulong sequence, ulong digest) =>
        IndexAfter(sequence) is { } index && _sets[index].DigestBefore == digest;

    /// <summary>Every instance touched after a sequence, once, with the cause of its latest leave.</summary>
    public IReadOnlyCollection<Change> Since(ulong sequence)
    {
        var latest = new Dictionary<string, Change>(StringComparer.Ordinal);
        for (var i = IndexAfter(sequence) ?? _sets.Length; i < _sets.Length; i++)
            foreach (var change in _sets[i].Changes)
                latest[change.Id] = change;
        return latest.Values;
    }

    private int? IndexAfter(ulong sequence)
    {
        if (_sets.IsEmpty || sequence + 1 < _sets[0].Sequence || sequence >= _sets[^1].Sequence) return null;
        return (int)(sequence + 1 - _sets[0].Sequence);
    }
}
