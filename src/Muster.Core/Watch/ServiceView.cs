using System.Buffers;
using System.Text;
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
    private const int FewEdits = 256;   // whose places stand on the stack

    private readonly ListedEntry[] _entries;   // never changed; the lists of one content share it
    private ViewEncodings? _encodings;         // these two are made when first asked for: most lists are told to nobody
    private ulong[]? _buckets;

    private ServiceView(ServiceKey key, Revision revision, bool stale, ListedEntry[] entries, ulong digest, ChangeRing ring) =>
        (Key, Revision, Stale, _entries, Digest, Ring) = (key, revision, stale, entries, digest, ring);

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

    public ReadOnlySpan<ListedEntry> Entries => _entries;

    /// <summary>The frames that tell subscribers of this list, each made once.</summary>
    public ViewEncodings Encodings => _encodings ?? Interlocked.CompareExchange(ref _encodings, new(this), null) ?? _encodings;

    /// <summary>The digest of each of the 64 buckets.</summary>
    public ReadOnlySpan<ulong> Buckets => _buckets ?? Interlocked.CompareExchange(ref _buckets, DigestBuckets(), null) ?? _buckets;

    public static ServiceView Empty(ServiceKey key, Revision revision, bool stale) =>
        new(key, revision, stale, [], 0, ChangeRing.Empty);

    /// <summary>No id has what is not ASCII, nor so many characters.</summary>
    public ListedEntry? Find(string id)
    {
        Span<byte> buffer = stackalloc byte[Limits.Name];
        return id.Length <= buffer.Length && Ascii.FromUtf16(id, buffer, out var length) is OperationStatus.Done ? Find(buffer[..length]) : null;
    }

    public ListedEntry? Find(ReadOnlySpan<byte> id) => Search(id) is >= 0 and var at ? _entries[at] : null;

    /// <summary>The next list. Costs one copy of the references, whatever the number of edits.</summary>
    /// <param name="edits">Sorted by id, each id once.</param>
    /// <param name="stale">The flag of the next list.</param>
    /// <param name="appliedOneIn">Whom the next list asks to confirm it.</param>
    /// <param name="withheld">What it leaves out.</param>
    public ServiceView With(ReadOnlySpan<ViewEdit> edits, bool stale, uint appliedOneIn = 0, Withheld withheld = default)
    {
        var (entries, digest) = edits.IsEmpty ? (_entries, Digest) : Apply(edits);
        var ring = Ring.With(new ChangeSet(Revision.Sequence + 1, Digest, edits));
        return new ServiceView(Key, Revision.Next, stale, entries, digest, ring)
        {
            AppliedOneIn = appliedOneIn,
            Withheld = withheld,
        };
    }

    /// <summary>The same list, with other figures of what it leaves out.</summary>
    public ServiceView With(Withheld withheld) => new(Key, Revision, Stale, _entries, Digest, Ring) { AppliedOneIn = AppliedOneIn, Withheld = withheld };

    private (ListedEntry[] Entries, ulong Digest) Apply(ReadOnlySpan<ViewEdit> edits)
    {
        var growth = 0;
        var places = edits.Length <= FewEdits ? stackalloc int[edits.Length] : new int[edits.Length];
        for (var i = 0; i < edits.Length; i++)
        {
            places[i] = Search(edits[i].Entry.IdBytes);
            if (edits[i].Leave is null) growth++;
            if (places[i] >= 0) growth--;
        }

        var (next, digest) = (new ListedEntry[_entries.Length + growth], Digest);
        var (from, to) = (0, 0);
        for (var i = 0; i < edits.Length; i++)
        {
            Keep(places[i] >= 0 ? places[i] : ~places[i]);
            if (places[i] >= 0) digest -= _entries[from++].DigestPart;
            if (edits[i].Leave is not null) continue;
            digest += edits[i].Entry.DigestPart;
            next[to++] = edits[i].Entry;
        }

        Keep(_entries.Length);
        return (next, digest);

        void Keep(int upTo)
        {
            _entries.AsSpan(from..upTo).CopyTo(next.AsSpan(to));
            to += upTo - from;
            from = upTo;
        }
    }

    /// <summary>The place of an id; the complement of the place where it would be, where it is not.</summary>
    private int Search(ReadOnlySpan<byte> id)
    {
        int low = 0, high = _entries.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            switch (_entries[middle].CompareId(id))
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
        foreach (var entry in _entries) buckets[entry.Bucket] += entry.DigestPart;
        return buckets;
    }
}

/// <summary>One line of the difference between two lists: an entry that came, changed or left.</summary>
/// <param name="Entry">As it is from now on; of one that left, as it was.</param>
/// <param name="Leave">Why it left; null: it came, or changed.</param>
internal readonly record struct ViewEdit(ListedEntry Entry, Cause? Leave = null)
{
    /// <summary>Whose word it was: a client's, an operator's; null or empty: nobody's.</summary>
    public string? By { get; init; }

    /// <summary>Of a leave, in words; null or empty: there is none.</summary>
    public string? Evidence { get; init; }
}
