using Muster.Client.Lists;
using Muster.Client.Snapshots;
using Muster.Protocol;

namespace Muster.Client.Tests.Lists;

/// <summary>What the application is shown of what the registry has proven.</summary>
public sealed class ServiceCopies
{
    private static readonly Listed[] Ten = [.. Enumerable.Range(0, 10).Select(i => Frames.Listed($"i{i}"))];

    private readonly ServiceCopy _copy = new("orders");
    private TimeSpan _now = TimeSpan.FromMinutes(1);

    [Fact]
    public void What_is_proven_is_shown_with_what_changed()
    {
        var first = Hear(Frames.Snapshot(1, Ten[0], Ten[1]))!;
        Assert.Equal(["+i0", "+i1"], Lines(first));

        var next = Hear(Frames.Delta(1, 2, [Ten[1], Ten[2], Ten[3]], [Ten[2], Ten[3]], ("i0", Cause.Deregistered)))!;
        Assert.Equal(["-i0 Deregistered", "+i2", "+i3"], Lines(next));
        Assert.Equal((ListSource.Registry, false, 3), (next.List.Source, next.List.HeldBack, next.List.Count));

        var state = Frames.Listed("i1", 0, State.Suspect);
        Assert.Equal(["~i1"], Lines(Hear(Frames.Delta(2, 3, [state, Ten[2], Ten[3]], [state]))!));
        Assert.Equal(InstanceState.Suspect, _copy.Shown.Find("i1")!.State);
    }

    [Fact]
    public void What_is_shown_already_is_not_shown_again()
    {
        Hear(Frames.Snapshot(1, Ten));
        Assert.Null(_copy.Show(ListSource.Registry, _now));
    }

    [Fact]
    public void A_great_loss_is_held_back_for_30_s_and_then_believed()
    {
        Hear(Frames.Snapshot(1, Ten));

        var held = Hear(Frames.Snapshot(2, Ten[0]))!;
        Assert.Equal((10, true, Frames.Digest([Ten[0]])), (held.List.Count, held.List.HeldBack, held.List.Digest));
        Assert.Equal(_now + ShrinkGuard.Confirmation, _copy.DoubtEnds);

        _now += TimeSpan.FromSeconds(29);
        Assert.Null(_copy.Show(ListSource.Registry, _now));
        _now += TimeSpan.FromSeconds(1);
        var believed = _copy.Show(ListSource.Registry, _now)!;
        Assert.Equal((1, false), (believed.List.Count, believed.List.HeldBack));
        Assert.Null(_copy.DoubtEnds);
    }

    [Fact]
    public void More_of_the_same_loss_does_not_start_the_wait_again()
    {
        Hear(Frames.Snapshot(1, Ten));
        Hear(Frames.Snapshot(2, Ten[..5]));
        _now += TimeSpan.FromSeconds(20);
        Hear(Frames.Snapshot(3, Ten[..4]));
        Assert.Equal(10, _copy.Shown.Count);
        _now += TimeSpan.FromSeconds(10);

        Assert.Equal(4, _copy.Show(ListSource.Registry, _now)!.List.Count);
    }

    [Fact]
    public void What_comes_back_in_time_was_never_gone()
    {
        Hear(Frames.Snapshot(1, Ten));
        Hear(Frames.Snapshot(2));
        _now += TimeSpan.FromSeconds(10);

        var back = Hear(Frames.Snapshot(3, Ten))!;

        Assert.Empty(back.Changes);
        Assert.False(back.List.HeldBack);
        Assert.Null(_copy.DoubtEnds);
    }

    [Fact]
    public void Goodbyes_pass_at_once_even_the_last()
    {
        Hear(Frames.Snapshot(1, Ten[0], Ten[1]));

        Assert.Equal(["-i0 Deregistered", "-i1 Drained"], Lines(Hear(Frames.Delta(1, 2, [], [], ("i0", Cause.Deregistered), ("i1", Cause.Drained)))!));
        Assert.Equal(0, _copy.Shown.Count);
    }

    [Fact]
    public void While_a_loss_is_doubted_goodbyes_still_pass()
    {
        Hear(Frames.Snapshot(1, Ten));
        Hear(Frames.Snapshot(2, Ten[..3]));

        Hear(Frames.Delta(2, 3, Ten[..2], [], ("i2", Cause.Deregistered)));

        Assert.Equal((9, true), (_copy.Shown.Count, _copy.Shown.HeldBack));
        Assert.Null(_copy.Shown.Find("i2"));
    }

    [Fact]
    public void Who_said_goodbye_and_came_back_can_be_lost_again()
    {
        Hear(Frames.Snapshot(1, Ten));
        Hear(Frames.Snapshot(2, Ten[..3]));   // in doubt: causes are kept
        Hear(Frames.Delta(2, 3, Ten[..2], [], ("i2", Cause.Deregistered)));
        Hear(Frames.Delta(3, 4, Ten[..3], [Ten[2]]));

        Hear(Frames.Snapshot(5, Ten[..2]));   // without a word

        Assert.NotNull(_copy.Shown.Find("i2"));
    }

    [Fact]
    public void A_registry_that_doubts_itself_takes_nothing_away()
    {
        Hear(Frames.Snapshot(1, Ten));
        var stale = Frames.Snapshot(2);
        stale.Stale = true;
        Hear(stale);
        _now += TimeSpan.FromHours(1);

        Assert.Null(_copy.Show(ListSource.Registry, _now));
        Assert.Equal(10, _copy.Shown.Count);
        Assert.Null(_copy.DoubtEnds);   // nothing to wait for but the registry's word

        Assert.Equal(0, Hear(Frames.Snapshot(3))!.List.Count);
    }

    [Fact]
    public void A_list_from_disk_is_shown_as_one_and_proven_like_any_other()
    {
        var saved = _copy.Restore(new SavedList(Frames.Snapshot(1, Ten), DateTimeOffset.UnixEpoch), _now)!;
        Assert.Equal((ListSource.Snapshot, 10, DateTimeOffset.UnixEpoch), (saved.List.Source, saved.List.Count, saved.List.SavedAt));
        Assert.Null(Hear(Frames.Snapshot(2, Ten))!.List.SavedAt);

        var wrong = Frames.Snapshot(1, Ten);
        wrong.Digest++;
        Assert.Null(new ServiceCopy("orders").Restore(new SavedList(wrong, DateTimeOffset.UnixEpoch), _now));
    }

    private static string[] Lines(ServiceChange change) => [.. change.Changes.Select(line => line.Kind switch
    {
        ChangeKind.Added => $"+{line.Instance.Id}",
        ChangeKind.Changed => $"~{line.Instance.Id}",
        _ => $"-{line.Instance.Id} {line.Cause}",
    })];

    private ServiceChange? Hear(ServiceSnapshot frame)
    {
        Assert.Equal(Proof.Verified, _copy.Verified.Apply(frame));
        return _copy.Show(ListSource.Registry, _now);
    }

    private ServiceChange? Hear(ServiceDelta frame)
    {
        Assert.Equal(Proof.Verified, _copy.Verified.Apply(frame));
        return _copy.Show(ListSource.Registry, _now);
    }
}
