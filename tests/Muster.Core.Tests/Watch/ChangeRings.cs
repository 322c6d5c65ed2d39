using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Tests.Watch;

/// <summary>A bounded memory that lets readers catch up, and says when it cannot.</summary>
public sealed class ChangeRings
{
    [Fact]
    public void An_empty_ring_reaches_nothing()
    {
        Assert.False(ChangeRing.Empty.Reaches(0, 0));
        Assert.Empty(ChangeRing.Empty.Since(0));
    }

    [Fact]
    public void It_reaches_exactly_as_far_as_it_remembers()
    {
        var ring = Ring(first: 11, count: 3);

        Assert.False(ring.Reaches(9, DigestBefore(10)));
        Assert.True(ring.Reaches(10, DigestBefore(11)));
        Assert.True(ring.Reaches(12, DigestBefore(13)));
        Assert.False(ring.Reaches(13, DigestBefore(14)));
        Assert.False(ring.Reaches(ulong.MaxValue, 0));
    }

    [Fact]
    public void A_reader_who_held_another_list_at_that_sequence_is_not_believed() =>
        Assert.False(Ring(11, 3).Reaches(11, DigestBefore(12) + 1));

    [Fact]
    public void Everything_after_a_sequence_is_told_once_with_the_latest_cause()
    {
        var ring = ChangeRing.Empty
            .With(Set(1, ("a", Cause.Unspecified), ("b", Cause.Unspecified)))
            .With(Set(2, ("a", Cause.Expired)))
            .With(Set(3, ("a", Cause.Unspecified), ("c", Cause.Unspecified)))
            .With(Set(4, ("a", Cause.Deregistered)));

        Assert.Equal(["a Deregistered", "b Unspecified", "c Unspecified"], Words(ring.Since(0)));
        Assert.Equal(["a Deregistered", "c Unspecified"], Words(ring.Since(2)));
        Assert.Equal(["a Deregistered"], Words(ring.Since(3)));
        Assert.Empty(ring.Since(4));
    }

    [Fact]
    public void It_keeps_only_so_many_sets()
    {
        var ring = Ring(first: 1, count: ChangeRing.MaxSets + 5);

        Assert.False(ring.Reaches(4, DigestBefore(5)));
        Assert.True(ring.Reaches(5, DigestBefore(6)));
    }

    [Fact]
    public void It_keeps_only_so_many_changes()
    {
        var ring = ChangeRing.Empty;
        for (ulong sequence = 1; sequence <= 4; sequence++)
            ring = ring.With(Set(sequence, [.. Enumerable.Range(0, ChangeRing.MaxChanges / 2).Select(i => ($"{sequence}-{i}", Cause.Unspecified))]));

        Assert.False(ring.Reaches(1, DigestBefore(2)));
        Assert.True(ring.Reaches(2, DigestBefore(3)));
        Assert.Equal(ChangeRing.MaxChanges, ring.Since(2).Count);
    }

    [Fact]
    public void A_set_larger_than_all_it_may_keep_is_still_kept()
    {
        var ring = Ring(1, 3).With(Set(4, [.. Enumerable.Range(0, ChangeRing.MaxChanges + 1).Select(i => ($"{i}", Cause.Unspecified))]));

        Assert.False(ring.Reaches(2, DigestBefore(3)));
        Assert.True(ring.Reaches(3, DigestBefore(4)));
    }

    private static ulong DigestBefore(ulong sequence) => 1000 + sequence;

    private static ChangeRing Ring(ulong first, int count)
    {
        var ring = ChangeRing.Empty;
        for (var i = 0; i < count; i++) ring = ring.With(Set(first + (ulong)i, ($"{i}", Cause.Unspecified)));
        return ring;
    }

    private static ChangeSet Set(ulong sequence, params (string Id, Cause Cause)[] changes) =>
        new(sequence, DigestBefore(sequence), [.. changes.Select(change => SomeView.Remove(change.Id, change.Cause))]);

    private static string[] Words(IEnumerable<Change> changes) => [.. changes.Select(change => $"{change.Id} {change.Cause}").Order(StringComparer.Ordinal)];
}
