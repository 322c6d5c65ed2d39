using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Muster.Core.Catalog;
using Muster.Core.Health;
using Muster.Protocol;

namespace Muster.Core.Watch;

/// <summary>
/// The list of one service that consumers get: immutable, sorted by id, proven by its digest. The machine makes the
/// next one from this one; readers and connection writers share it without waiting.
/// </summary>
internal sealed class ServiceView
{
    private readonly ImmutableArray<ListedEntry> _entries;
    private readonly Lazy<ulong[]> _buckets;

    private ServiceView(ServiceKey key, Revision revision, bool stale, ImmutableArray<ListedEntry> entries, ulong digest, ChangeRing ring)
    {
        (Key, Revision, Stale, _entries, Digest, Ring) = (key, revision, stale, entries, digest, ring);
        _buckets = new(DigestBuckets);
        Encodings = new(this);
    }

    public ServiceKey Key { get; }

    public Revision Revision { get; }

    /// <summary>Known from before the node's restart, and not all sessions are back yet.</summary>
    public bool Stale { get; }

    /// <summary>What the list leaves out. No part of it: a change of these figures alone is told to nobody.</summary>
    public Withheld Withheld { get; private init; }

    public ulong Digest { get; }

    /// <summary>How many of those who confirm are asked to: 0 nobody, 1 everyone, n each with a chance of 1/n.</summary>
    public uint AppliedOneIn { get; private init; }

    public ChangeRing Ring { get; }

    public ReadOnlySpan<ListedEntry> Entries => _entries.AsSpan();

    /// <summary>The frames that tell subscribers of this list, each made once.</summary>
    public ViewEncodings Encodings { get; }

    /// <summary>The digest of each of the 64 buckets.</summary>
    public ReadOnlySpan<ulong> Buckets => _buckets.Value;

    public static ServiceView Empty(ServiceKey key, Revision revision, bool stale) =>
        new(key, revision, stale, [], 0, ChangeRing.Empty);

    public ListedEntry? Find(string id) => Search(id) is >= 0 and var at ? _entries[at] : null;

    /// <summary>The next list. Costs one copy of the references, whatever the number of edits.</summary>
    /// <param name="edits">Sorted by id, each id once; an edit without an entry removes.</param>
    /// <param name="stale">The flag of the next list.</param>
    /// <param name="appliedOneIn">Whom the next list asks to confirm it.</param>
    /// <param name="withheld">What it leaves out.</param>
    public ServiceView With(IReadOnlyList<ViewEdit> edits, bool stale, uint appliedOneIn = 0, Withheld withheld = default)
    {
        var next = new List<ListedEntry>(_entries.Length + edits.Count);
        var digest = Digest;
        var at = 0;

        foreach (var edit in edits)
        {
            var order = 1;
            while (at < _entries.Length && (order = string.CompareOrdinal(_entries[at].Id, edit.Id)) < 0)
                next.Add(_entries[at++]);
            if (at < _entries.Length && order == 0) digest -= _entries[at++].DigestPart;
            if (edit.Entry is null) continue;
            digest += edit.Entry.DigestPart;
            next.Add(edit.Entry);
        }

        next.AddRange(_entries.AsSpan()[at..]);

        var changes = edits.Select(edit => new Change(edit.Id, edit.Cause)).ToImmutableArray();
        var ring = Ring.With(new ChangeSet(Revision.Sequence + 1, Digest, changes));
        return new ServiceView(Key, Revision.Next, stale, ImmutableCollectionsMarshal.AsImmutableArray(next.ToArray()), digest, ring)
        {
            AppliedOneIn = appliedOneIn,
            Withheld = withheld,
        };
    }

    /// <summary>The same list, with other figures of what it leaves out.</summary>
    public ServiceView With(Withheld withheld) => new(Key, Revision, Stale, _entries, Digest, Ring) { AppliedOneIn = AppliedOneIn, Withheld = withheld };

    private int Search(string id)
    {
        int low = 0, high = _entries.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            switch (string.CompareOrdinal(_entries[middle].Id, id))
            {
                case 0: return middle;
                case < 0: low = middle + 1; break;
                default: high = middle - 1; break;
            }
        }

        return ~low;
    }

    private ulong[] DigestBuckets()
    {
        var buckets = new ulong[ListDigest.Buckets];
        foreach (var entry in _entries) buckets[ListDigest.Bucket(entry.Id)] += entry.DigestPart;
        return buckets;
    }
}

/// <summary>One line of the difference between two lists: an entry that came or changed, or the cause of a leave.</summary>
internal readonly record struct ViewEdit(string Id, ListedEntry? Entry, Cause Cause);
