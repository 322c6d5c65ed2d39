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

    /// <summary>What a frame holds besides its entries: a service name, two revisions, a digest and the tags.</summary>
    private const int HeaderBytes = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<WatchAnswer, IReadOnlyList<ReadOnlyMemory<byte>>> _made = [];

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
            if (mask != ListDigest.AllBuckets && (mask >> ListDigest.Bucket(entry.Id) & 1) == 0) continue;
            if (bytes + SizeOf(entry) > Limits.PageBytes) EndPage(last: false);
            page.Add(entry);
            bytes += SizeOf(entry);
        }

        EndPage(last: true);
        return frames;

        void EndPage(bool last)
        {
            var header = new ServiceSnapshot
            {
                Service = view.Key.Service,
                Revision = view.Revision.ToWire(),
                Digest = view.Digest,
                Stale = view.Stale,
                Buckets = mask,
                Page = (uint)frames.Count,
                Last = last,
                AppliedOneIn = frames.Count == 0 ? view.AppliedOneIn : 0,
            };
            frames.Add(Frame(SnapshotTag, header, InstancesTag, page));
            page.Clear();
            bytes = HeaderBytes;
        }
    }

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

    /// <summary>A <see cref="Down"/> of ready parts: protobuf lets repeated fields follow the others as plain bytes.</summary>
    private static ReadOnlyMemory<byte> Frame(byte frameTag, IMessage header, byte entryTag, List<ListedEntry> entries)
    {
        var headerBytes = header.CalculateSize();
        var body = headerBytes;
        foreach (var entry in entries) body += SizeOf(entry);

        var frame = new byte[1 + Varint.Size((uint)body) + body];
        frame[0] = frameTag;
        var at = 1 + Varint.Write(frame.AsSpan(1), (uint)body);
        header.WriteTo(frame.AsSpan(at, headerBytes));
        at += headerBytes;

        foreach (var entry in entries)
        {
            frame[at++] = entryTag;
            at += Varint.Write(frame.AsSpan(at), (uint)entry.Encoded.Length);
            entry.Encoded.Span.CopyTo(frame.AsSpan(at));
            at += entry.Encoded.Length;
        }

        return frame;
    }
}
