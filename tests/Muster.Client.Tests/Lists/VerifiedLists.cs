using Google.Protobuf;
using Muster.Client.Lists;
using Muster.Protocol;

namespace Muster.Client.Tests.Lists;

/// <summary>Verified: nothing counts before its digest comes out, and nothing else is ever held.</summary>
public sealed class VerifiedLists
{
    private static readonly Listed A = Frames.Listed("a"), A2 = Frames.Listed("a", 2), B = Frames.Listed("b"), C = Frames.Listed("c");

    private readonly VerifiedList _list = new("orders");

    [Fact]
    public void A_list_that_comes_out_is_held()
    {
        Assert.Equal(Proof.Verified, _list.Apply(Frames.Snapshot(5, A, B)));

        Holds(5, A, B);
        Assert.True(_list.Known);
    }

    [Fact]
    public void A_list_that_does_not_come_out_changes_nothing()
    {
        _list.Apply(Frames.Snapshot(5, A, B));
        var wrong = Frames.Snapshot(6, A, C);
        wrong.Digest++;

        Assert.Equal(Proof.Disproved, _list.Apply(wrong));

        Holds(5, A, B);
    }

    [Fact]
    public void A_delta_applies_to_the_revision_that_it_starts_from()
    {
        _list.Apply(Frames.Snapshot(5, A, B));

        Assert.Equal(Proof.Verified, _list.Apply(Frames.Delta(5, 7, [A2, C], [A2, C], ("b", Cause.Expired))));

        Holds(7, A2, C);
        Assert.Equal(RemovalCause.Expired, _list.Causes["b"]);
    }

    [Fact]
    public void A_gap_is_noticed_and_changes_nothing()
    {
        _list.Apply(Frames.Snapshot(5, A));

        Assert.Equal(Proof.Missed, _list.Apply(Frames.Delta(6, 7, [A, B], [B])));

        Holds(5, A);
    }

    [Fact]
    public void A_delta_without_a_list_is_a_gap() =>
        Assert.Equal(Proof.Missed, _list.Apply(Frames.Delta(0, 1, [A], [A])));

    [Fact]
    public void A_frame_that_comes_twice_counts_once()
    {
        var delta = Frames.Delta(5, 6, [A, B], [B]);
        _list.Apply(Frames.Snapshot(5, A));
        _list.Apply(delta);

        Assert.Equal(Proof.Outdated, _list.Apply(delta));
        Assert.Equal(Proof.Outdated, _list.Apply(Frames.Snapshot(5, A)));
        Assert.Equal(Proof.Outdated, _list.Apply(Frames.Snapshot(6, A, B)));

        Holds(6, A, B);
    }

    [Fact]
    public void A_frame_that_comes_late_does_not_bring_the_past_back()
    {
        _list.Apply(Frames.Snapshot(5, A));
        _list.Apply(Frames.Snapshot(9, C));

        Assert.Equal(Proof.Outdated, _list.Apply(Frames.Delta(5, 6, [A, B], [B])));
        Assert.Equal(Proof.Outdated, _list.Apply(Frames.Snapshot(8, B)));

        Holds(9, C);
    }

    [Fact]
    public void A_delta_whose_digest_does_not_come_out_changes_nothing()
    {
        _list.Apply(Frames.Snapshot(5, A));

        Assert.Equal(Proof.Disproved, _list.Apply(Frames.Delta(5, 6, [A, B, C], [B])));

        Holds(5, A);
        Assert.Empty(_list.Causes);
    }

    [Fact]
    public void A_confirmation_only_moves_the_revision()
    {
        _list.Apply(Frames.Snapshot(5, A));

        Assert.Equal(Proof.Verified, _list.Apply(Frames.Delta(5, 8, [A], [])));
        Holds(8, A);
        Assert.Equal(Proof.Verified, _list.Apply(Frames.Delta(8, 8, [A], [])));
        Holds(8, A);
    }

    [Fact]
    public void Pages_may_come_in_any_order_and_more_than_once()
    {
        var all = Enumerable.Range(0, 40).Select(i => Frames.Listed($"i{i:00}")).ToArray();
        var pages = Frames.Pages(5, 4, all);
        foreach (var order in (int[][])[[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 1, 3, 0, 3, 2]])
        {
            var list = new VerifiedList("orders");

            Assert.All(order.SkipLast(1), page => Assert.Equal(Proof.Incomplete, list.Apply(pages[page])));
            Assert.Equal(Proof.Verified, list.Apply(pages[order[^1]]));
            Assert.Equal(all.Length, list.Instances.Count);
        }
    }

    [Fact]
    public void A_lost_page_leaves_the_list_as_it_was()
    {
        _list.Apply(Frames.Snapshot(4, A));
        var pages = Frames.Pages(5, 3, [A, B, C]);

        _list.Apply(pages[0]);
        _list.Apply(pages[2]);

        Holds(4, A);
        Assert.Equal(Proof.Verified, _list.Apply(Frames.Snapshot(6, C)));
    }

    [Fact]
    public void Pages_of_two_snapshots_are_never_mixed()
    {
        _list.Apply(Frames.Pages(5, 2, [A, B])[0]);
        _list.Apply(Frames.Pages(6, 2, [A, C])[1]);

        Assert.Equal(Proof.Incomplete, _list.Apply(Frames.Pages(5, 2, [A, B])[1]));
        Assert.Equal(Proof.Verified, _list.Apply(Frames.Pages(5, 2, [A, B])[0]));
        Holds(5, A, B);
    }

    [Fact]
    public void A_damaged_page_is_disproved_once_and_the_repetition_counts()
    {
        var pages = Frames.Pages(5, 3, [A, B, C]);
        var damaged = pages[1].Clone();
        damaged.Instances[0].Version++;

        Assert.Equal([Proof.Incomplete, Proof.Incomplete, Proof.Disproved], Array.ConvertAll((ServiceSnapshot[])[pages[0], damaged, pages[2]], _list.Apply));
        Assert.Equal([Proof.Incomplete, Proof.Incomplete, Proof.Verified], Array.ConvertAll(pages, _list.Apply));
    }

    [Fact]
    public void Only_the_named_buckets_are_replaced()
    {
        var all = Enumerable.Range(0, 1000).Select(i => Frames.Listed($"i{i:000}")).ToArray();
        Array.ForEach(Frames.Pages(5, 1, all), page => _list.Apply(page));
        var gone = ListDigest.Bucket("i500");
        var left = all.Where(one => one.Instance.Id != "i500").ToArray();
        var answer = Frames.Snapshot(600, left);
        answer.Buckets = 1UL << gone;
        answer.Instances.Clear();
        answer.Instances.Add(left.Where(one => ListDigest.Bucket(one.Instance.Id) == gone));

        Assert.Equal(Proof.Verified, _list.Apply(answer));

        Holds(600, left);
    }

    [Fact]
    public void Another_node_may_count_lower()
    {
        Array.ForEach(Frames.Pages(900, 1, [A, B], epoch: 7), page => _list.Apply(page));
        _list.OnNewConnection();

        Assert.Equal(Proof.Verified, _list.Apply(Frames.Snapshot(3, A)));

        Holds(3, A);
        Assert.Equal(Proof.Outdated, _list.Apply(Frames.Snapshot(2, B)));   // it has spoken: from now on it counts up
    }

    [Fact]
    public void Another_node_may_confirm_what_is_held_under_its_own_count()
    {
        _list.Apply(Frames.Snapshot(900, A));
        _list.OnNewConnection();
        var confirm = Frames.Delta(900, 3, [A], []);
        confirm.To.Epoch = 2;

        Assert.Equal(Proof.Verified, _list.Apply(confirm));
        Assert.Equal(new ListRevision(2, 3), _list.Revision);
    }

    [Fact]
    public void What_is_held_is_told_with_buckets_only_when_they_are_worth_it()
    {
        Assert.Null(_list.ToHeld());

        _list.Apply(Frames.Snapshot(5, A, B));
        Assert.Equal(new Held { Revision = new Revision { Epoch = 1, Sequence = 5 }, Digest = Frames.Digest([A, B]) }, _list.ToHeld());

        var all = Enumerable.Range(0, 128).Select(i => Frames.Listed($"i{i}")).ToArray();
        _list.Apply(Frames.Snapshot(6, all));
        Assert.Equal(ListDigest.Buckets, _list.ToHeld()!.Buckets.Count);
        Assert.Equal(Frames.Digest(all), _list.ToHeld()!.Buckets.Aggregate(0UL, (sum, bucket) => sum + bucket));
    }

    [Fact]
    public void Why_one_left_is_forgotten_when_it_is_back()
    {
        _list.Apply(Frames.Snapshot(5, A, B));
        _list.Apply(Frames.Delta(5, 6, [B], [], ("a", Cause.Deregistered)));
        _list.Apply(Frames.Delta(6, 7, [A, B], [A]));
        Assert.Empty(_list.Causes);

        _list.Apply(Frames.Delta(7, 8, [B], [], ("a", Cause.Deregistered)));
        _list.Apply(Frames.Snapshot(9, A, B));
        Assert.Empty(_list.Causes);
    }

    /// <summary>A later registry hashes fields that this client has never heard of: the version is opaque to it.</summary>
    [Fact]
    public void Fields_of_a_later_version_survive_and_verify()
    {
        var later = Enumerable.Range(0, 3).Select(i => Later($"i{i}", $"color-{i}")).ToArray();
        var wire = Down.Parser.ParseFrom(new Down { Snapshot = Frames.Snapshot(5, later) }.ToByteArray()).Snapshot;

        Assert.Equal(Proof.Verified, _list.Apply(wire));

        Assert.Equal(Frames.Digest(later), _list.Digest);
        Assert.Equal(later[1].ToByteArray(), _list.Instances["i1"].Listed.ToByteArray());

        var changed = Later("i1", "another color");   // nothing that this client knows is different
        Assert.NotEqual(later[1].Version, changed.Version);
        Assert.Equal(Proof.Verified, _list.Apply(Frames.Delta(5, 6, [later[0], changed, later[2]], [changed])));
    }

    private static Listed Later(string id, string color)
    {
        var known = new Listed { Instance = Instance.Parser.ParseFrom(With(new Instance { Id = id, Addresses = { "http://a:1" } }, 77, color)), State = State.Healthy };
        var listed = Listed.Parser.ParseFrom(With(known, 99, color));
        listed.Version = XxHash64.Hash(listed.ToByteArray(), 0);
        return listed;
    }

    private static byte[] With(IMessage message, int field, string value)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            message.WriteTo(output);
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteString(value);
        }

        return stream.ToArray();
    }

    private void Holds(ulong sequence, params Listed[] list)
    {
        Assert.Equal((sequence, Frames.Digest(list)), (_list.Revision.Sequence, _list.Digest));
        Assert.Equal(list.OrderBy(one => one.Instance.Id, StringComparer.Ordinal).Select(one => one.Version), _list.Instances.Values.Select(instance => instance.Version));
    }
}
