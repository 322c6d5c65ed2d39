using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Muster.Protocol;

namespace Muster.Core.Watch;

/// <summary>Encoded frames of one list, made once and shared by every subscriber who needs the same.</summary>
/// <remarks>
/// Called by many connection writers at once; the lock guards only the small table. At most <see cref="Kept"/> encodings
/// are kept per list: in a storm nearly all subscribers come from the same one or two revisions.
/// </remarks>
internal sealed class ViewEncodings(ServiceView view)
{
    public const int Kept = 16;

    private const byte SnapshotTag = 0x2A, DeltaTag = 0x32;   // fields 5 and 6 of Down
    private const byte InstancesTag = 0x42, ChangedTag = 0x32; // field 8 of ServiceSnapshot, 6 of ServiceDelta

    private const int PrefixBytes = 5;

    /// <summary>What a frame holds besides its entries: a service name, two revisions, a digest and the tags.</summary>
    private const int HeaderBytes = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<WatchAnswer, IReadOnlyList<ReadOnlyMemory<byte>>> _made = [];
    private volatile byte[]? _listing;

    /// <summary>The frames, in the order in which they must be sent.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Frames(WatchAnswer answer)
    {
        lock (_lock)
            if (_made.TryGetValue(answer, out var made)) return made;

        var frames = Encode(answer);
        lock (_lock)
            if (_made.Count < Kept) _made.TryAdd(answer, frames);
        return frames;
    }

    /// <summary>The list and what it leaves out as one <see cref="ServiceSnapshot"/>, for those who ask once; null when it has more bytes.</summary>
    public ReadOnlyMemory<byte>? Listing(int most)
    {
        if (_listing is null && SizeOf(view.Entries) > most) return null;
        return _listing ??= EncodeListing();
    }

    private byte[] EncodeListing()
    {
        var header = Snapshot(ListDigest.AllBuckets, page: 0, isLast: true);
        var (hidden, budget, proven) = view.Withheld;
        (header.AppliedOneIn, header.Hidden, header.Budget, header.Proven) = (0, (uint)hidden, (uint)budget, (uint)proven);
        var listing = new byte[header.CalculateSize() + SizeOf(view.Entries)];
        Write(listing, header, InstancesTag, view.Entries);
        return listing;
    }

    private List<ReadOnlyMemory<byte>> Encode(WatchAnswer answer) => answer switch
    {
        WatchAnswer.Confirm confirm => [Frame(DeltaTag, Delta(confirm.From), ChangedTag, [])],
        WatchAnswer.Delta delta => EncodeDelta(delta),
        WatchAnswer.Snapshot snapshot => EncodeSnapshot(snapshot.BucketMask),
        _ => throw new InvalidOperationException($"No encoding for {answer}."),
    };

    private List<ReadOnlyMemory<byte>> EncodeDelta(WatchAnswer.Delta answer)
    {
        var delta = Delta(answer.From);
        var changed = new List<ListedEntry>();
        var bytes = HeaderBytes;

        foreach (var change in view.Ring.Since(answer.From.Sequence))
        {
            if (view.Find(change.Id) is { } entry)
            {
                changed.Add(entry);
                bytes += SizeOf(entry);
            }
            else
            {
                delta.Removed.Add(new Removal { Id = change.Id, Cause = change.Cause });
            }
        }

        bytes += delta.CalculateSize();

        // A delta is one frame. Where it would be larger than a page, the list itself is the better message.
        return bytes > Limits.PageBytes ? EncodeSnapshot(ListDigest.AllBuckets) : [Frame(DeltaTag, delta, ChangedTag, changed)];
    }

    private List<ReadOnlyMemory<byte>> EncodeSnapshot(ulong mask)
    {
        var frames = new List<ReadOnlyMemory<byte>>();
        var page = new List<ListedEntry>();
        var bytes = HeaderBytes;

        foreach (var entry in view.Entries)
        {
            if (mask != ListDigest.AllBuckets && (mask >> entry.Bucket & 1) == 0) continue;
            if (bytes + SizeOf(entry) > Limits.PageBytes) EndPage(last: false);
            page.Add(entry);
            bytes += SizeOf(entry);
        }

        EndPage(last: true);
        return frames;

        void EndPage(bool last)
        {
            frames.Add(Frame(SnapshotTag, Snapshot(mask, frames.Count, last), InstancesTag, page));
            page.Clear();
            bytes = HeaderBytes;
        }
    }

    private ServiceSnapshot Snapshot(ulong mask, int page, bool isLast) => new()
    {
        Service = view.Key.Service,
        Revision = view.Revision.ToWire(),
        Digest = view.Digest,
        Stale = view.Stale,
        Buckets = mask,
        Page = (uint)page,
        Last = isLast,
        AppliedOneIn = page == 0 ? view.AppliedOneIn : 0,
    };

    private ServiceDelta Delta(Revision from) => new()
    {
        Service = view.Key.Service,
        From = from.ToWire(),
        To = view.Revision.ToWire(),
        Digest = view.Digest,
        Stale = view.Stale,
        AppliedOneIn = view.AppliedOneIn,
    };

    private static int SizeOf(ListedEntry entry) => 1 + Varint.Size((uint)entry.Encoded.Length) + entry.Encoded.Length;

    private static int SizeOf(ReadOnlySpan<ListedEntry> entries)
    {
        var bytes = 0;
        foreach (var entry in entries) bytes += SizeOf(entry);
        return bytes;
    }

    /// <summary>In front of it, in the same array, stands what a carrier says before a message: a zero, and the length. So both go out in one piece.</summary>
    private static ReadOnlyMemory<byte> Frame(byte frameTag, IMessage header, byte entryTag, List<ListedEntry> entries)
    {
        var listed = CollectionsMarshal.AsSpan(entries);
        var body = header.CalculateSize() + SizeOf(listed);
        var length = 1 + Varint.Size((uint)body) + body;
        var framed = new byte[PrefixBytes + length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), length);
        var frame = framed.AsMemory(PrefixBytes);
        frame.Span[0] = frameTag;
        var at = 1 + Varint.Write(frame.Span[1..], (uint)body);
        Write(frame.Span[at..], header, entryTag, listed);
        return frame;
    }

    /// <summary>A message of ready parts: protobuf lets repeated fields follow the others as plain bytes.</summary>
    private static void Write(Span<byte> message, IMessage header, byte entryTag, ReadOnlySpan<ListedEntry> entries)
    {
        var at = header.CalculateSize();
        header.WriteTo(message[..at]);
        foreach (var entry in entries)
        {
            message[at++] = entryTag;
            at += Varint.Write(message[at..], (uint)entry.Encoded.Length);
            entry.Encoded.Span.CopyTo(message[at..]);
            at += entry.Encoded.Length;
        }
    }
}
