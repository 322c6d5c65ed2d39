using Muster.Protocol;

namespace Muster.Core.Watch;

/// <summary>What a subscriber holds, by his word or by what was last sent to him.</summary>
internal sealed record HeldList(Revision Revision, ulong Digest, IReadOnlyList<ulong> Buckets)
{
    public static HeldList? Of(Held? wire) =>
        wire is null ? null : new(Watch.Revision.Of(wire.Revision), wire.Digest, wire.Buckets);

    public static HeldList Of(ServiceView view) => new(view.Revision, view.Digest, []);
}

/// <summary>The least that brings a subscriber from what he holds to a list. Closed set.</summary>
internal abstract record WatchAnswer
{
    /// <summary>What he holds is the list; only the revision is told.</summary>
    public sealed record Confirm(Revision From) : WatchAnswer;

    /// <summary>The changes since a revision that the ring remembers.</summary>
    public sealed record Delta(Revision From) : WatchAnswer;

    /// <summary>The whole list, or the buckets that differ.</summary>
    public sealed record Snapshot(ulong BucketMask) : WatchAnswer;

    /// <summary>Equal digest: confirm. Ring reaches back: delta. Buckets told: those that differ. Else everything.</summary>
    public static WatchAnswer For(ServiceView view, HeldList? held)
    {
        if (held is null) return new Snapshot(ListDigest.AllBuckets);
        if (held.Digest == view.Digest) return new Confirm(held.Revision);
        if (held.Revision.Epoch == view.Revision.Epoch && view.Ring.Reaches(held.Revision.Sequence, held.Digest))
            return new Delta(held.Revision);
        return new Snapshot(held.Buckets.Count == ListDigest.Buckets ? Differing(view.Buckets, held.Buckets) : ListDigest.AllBuckets);
    }

    private static ulong Differing(ReadOnlySpan<ulong> ours, IReadOnlyList<ulong> theirs)
    {
        var mask = 0UL;
        for (var bucket = 0; bucket < ListDigest.Buckets; bucket++)
            if (ours[bucket] != theirs[bucket]) mask |= 1UL << bucket;
        return mask;
    }
}
