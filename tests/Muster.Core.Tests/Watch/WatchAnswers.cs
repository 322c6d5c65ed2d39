using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Tests.Watch;

/// <summary>The least that brings a reader from what he holds to the list.</summary>
public sealed class WatchAnswers
{
    private static readonly ServiceView Before = SomeView.Of(1000);
    private static readonly ServiceView Now = Before.With([SomeView.Put("i-00007", 1), SomeView.Remove("i-00400")], stale: false);

    [Fact]
    public void Who_holds_nothing_gets_everything() =>
        Assert.Equal(new WatchAnswer.Snapshot(ListDigest.AllBuckets), WatchAnswer.For(Now, null));

    [Fact]
    public void Who_holds_the_list_is_told_so_whatever_he_calls_it()
    {
        Assert.Equal(new WatchAnswer.Confirm(Now.Revision), WatchAnswer.For(Now, HeldList.Of(Now)));

        var elsewhere = new Core.Watch.Revision(99, 12345);
        Assert.Equal(new WatchAnswer.Confirm(elsewhere), WatchAnswer.For(Now, new(elsewhere, Now.Digest, [])));
    }

    [Fact]
    public void Who_is_a_little_behind_gets_the_changes() =>
        Assert.Equal(new WatchAnswer.Delta(Before.Revision), WatchAnswer.For(Now, HeldList.Of(Before)));

    [Fact]
    public void Another_epoch_is_never_a_delta() =>
        Assert.Equal(
            new WatchAnswer.Snapshot(ListDigest.AllBuckets),
            WatchAnswer.For(Now, new(Before.Revision with { Epoch = 2 }, Before.Digest, [])));

    [Fact]
    public void A_digest_that_was_not_the_lists_at_that_revision_is_never_a_delta() =>
        Assert.Equal(new WatchAnswer.Snapshot(ListDigest.AllBuckets), WatchAnswer.For(Now, new(Before.Revision, Before.Digest + 1, [])));

    [Fact]
    public void A_revision_from_the_future_is_never_a_delta() =>
        Assert.Equal(new WatchAnswer.Snapshot(ListDigest.AllBuckets), WatchAnswer.For(Now, new(Now.Revision.Next, 1, [])));

    [Fact]
    public void Who_told_his_buckets_gets_those_that_differ()
    {
        var wanted = 1UL << ListDigest.Bucket("i-00007") | 1UL << ListDigest.Bucket("i-00400");

        var answer = WatchAnswer.For(Now, new(new(2, 1), Before.Digest, Before.Buckets.ToArray()));

        Assert.Equal(new WatchAnswer.Snapshot(wanted), answer);
        var page = Assert.Single(SomeView.Frames(Now, answer)).Snapshot;
        Assert.Equal((wanted, 0u, true), (page.Buckets, page.Page, page.Last));
        Assert.Equal(
            Now.Entries.ToArray().Where(entry => (wanted >> ListDigest.Bucket(entry.Id) & 1) == 1).Select(entry => entry.Id),
            page.Instances.Select(listed => listed.Instance.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(65)]
    public void Any_other_number_of_buckets_tells_nothing(int buckets) =>
        Assert.Equal(new WatchAnswer.Snapshot(ListDigest.AllBuckets), WatchAnswer.For(Now, new(new(2, 1), 1, new ulong[buckets])));
}
