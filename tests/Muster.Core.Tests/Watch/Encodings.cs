using Google.Protobuf;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Tests.Watch;

/// <summary>What goes over the wire: made once, whole, in frames of bounded size.</summary>
public sealed class Encodings
{
    private static readonly WatchAnswer Everything = new WatchAnswer.Snapshot(ListDigest.AllBuckets);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(10_000, 0)]
    [InlineData(500, 8_000)]
    [InlineData(1_000, 517)]
    public void A_list_goes_in_pages_of_at_most_256_KiB_that_come_out_at_its_digest(int instances, int padding)
    {
        var view = SomeView.Of(instances, padding);

        Assert.All(view.Encodings.Frames(Everything), frame => Assert.InRange(frame.Length, 1, Limits.PageBytes));
        var pages = SomeView.Frames(view, Everything).ConvertAll(frame => frame.Snapshot);
        var listed = pages.SelectMany(page => page.Instances).ToArray();
        Assert.Equal(Enumerable.Range(0, pages.Count).Select(page => ((uint)page, page == pages.Count - 1)), pages.Select(page => (page.Page, page.Last)));
        Assert.Equal(instances, listed.Length);
        Assert.Equal(view.Digest, listed.Aggregate(0UL, (sum, one) => sum + ListDigest.Entry(one.Instance.Id, one.Version)));
        Assert.All(pages, page => Assert.Equal((view.Revision.ToWire(), view.Digest, ListDigest.AllBuckets), (page.Revision, page.Digest, page.Buckets)));
    }

    [Fact]
    public void Pages_are_filled()
    {
        var frames = SomeView.Of(10_000).Encodings.Frames(Everything);

        Assert.All(frames.SkipLast(1), frame => Assert.InRange(frame.Length, Limits.PageBytes - 1024, Limits.PageBytes));
    }

    [Fact]
    public void A_version_is_the_hash_of_all_that_follows_it()
    {
        var listed = Assert.Single(SomeView.Frames(SomeView.Of(1), Everything)).Snapshot.Instances.Single();

        var version = listed.Version;
        listed.Version = 0;
        Assert.Equal(XxHash64.Hash(listed.ToByteArray(), 0), version);
    }

    [Fact]
    public void A_delta_tells_what_came_what_changed_and_why_the_others_left()
    {
        var before = SomeView.Of(10);
        var after = before
            .With([SomeView.Put("i-00003", 1), SomeView.Remove("i-00005", Cause.Expired)], stale: false)
            .With([SomeView.Remove("i-00007", Cause.Deregistered), SomeView.Put("new")], stale: true);

        var delta = Assert.Single(SomeView.Frames(after, new WatchAnswer.Delta(before.Revision))).Delta;

        Assert.Equal(["i-00003", "new"], delta.Changed.Select(listed => listed.Instance.Id).Order(StringComparer.Ordinal));
        Assert.Equal(
            [new Removal { Id = "i-00005", Cause = Cause.Expired }, new Removal { Id = "i-00007", Cause = Cause.Deregistered }],
            delta.Removed.OrderBy(removal => removal.Id, StringComparer.Ordinal));
        Assert.Equal((before.Revision.ToWire(), after.Revision.ToWire(), after.Digest, true), (delta.From, delta.To, delta.Digest, delta.Stale));
    }

    [Fact]
    public void What_came_and_left_in_between_is_only_a_removal()
    {
        var before = SomeView.Of(2);
        var after = before.With([SomeView.Put("brief")], stale: false).With([SomeView.Remove("brief")], stale: false);

        var delta = Assert.Single(SomeView.Frames(after, new WatchAnswer.Delta(before.Revision))).Delta;

        Assert.Empty(delta.Changed);
        Assert.Equal("brief", Assert.Single(delta.Removed).Id);
        Assert.Equal(before.Digest, delta.Digest);
    }

    [Fact]
    public void A_delta_larger_than_a_page_is_sent_as_the_list()
    {
        var before = SomeView.Of(100, 4_000);
        var after = before.With([.. SomeView.Ids(100).Select(id => SomeView.Put(id, 1, 4_000))], stale: false);

        var frames = after.Encodings.Frames(new WatchAnswer.Delta(before.Revision));

        Assert.All(frames, frame => Assert.InRange(frame.Length, 1, Limits.PageBytes));
        Assert.All(SomeView.Frames(after, new WatchAnswer.Delta(before.Revision)), frame => Assert.Equal(ListDigest.AllBuckets, frame.Snapshot.Buckets));
    }

    [Fact]
    public void So_many_removals_that_they_fill_a_page_are_sent_as_the_list()
    {
        var ids = Enumerable.Range(0, 4_000).Select(i => $"{i:00000}-{new string('x', 100)}").ToArray();
        var before = SomeView.Empty.With([.. ids.Select(id => SomeView.Put(id))], stale: false);
        var after = before.With([.. ids.Select(id => SomeView.Remove(id))], stale: false);

        Assert.Empty(Assert.Single(SomeView.Frames(after, new WatchAnswer.Delta(before.Revision))).Snapshot.Instances);
    }

    [Fact]
    public void A_confirmation_is_a_delta_without_changes()
    {
        var view = SomeView.Of(5);
        var held = new Core.Watch.Revision(1, 77);

        var delta = Assert.Single(SomeView.Frames(view, new WatchAnswer.Confirm(held))).Delta;

        Assert.Equal((held.ToWire(), view.Revision.ToWire(), view.Digest, 0, 0), (delta.From, delta.To, delta.Digest, delta.Changed.Count, delta.Removed.Count));
    }

    [Fact]
    public void The_same_answer_is_the_same_bytes_for_everyone()
    {
        var view = SomeView.Of(1000);

        Assert.Same(view.Encodings.Frames(Everything), view.Encodings.Frames(new WatchAnswer.Snapshot(ListDigest.AllBuckets)));
        Assert.Same(view.Encodings.Frames(new WatchAnswer.Confirm(view.Revision)), view.Encodings.Frames(new WatchAnswer.Confirm(view.Revision)));
    }

    [Fact]
    public void Only_so_many_encodings_are_kept_and_the_others_are_right_too()
    {
        var view = SomeView.Of(3);
        for (ulong sequence = 0; sequence < 5 * ViewEncodings.Kept; sequence++)
            Assert.Equal(sequence, SomeView.Frames(view, new WatchAnswer.Confirm(new(1, sequence))).Single().Delta.From.Sequence);

        var late = new WatchAnswer.Confirm(new(1, (5 * ViewEncodings.Kept) - 1));
        Assert.NotSame(view.Encodings.Frames(late), view.Encodings.Frames(late));
    }
}
