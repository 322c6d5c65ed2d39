using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Tests.Watch;

/// <summary>All that one connection still has to be told: bounded, whatever the peer does.</summary>
public sealed class Outboxes
{
    private readonly ServiceFeed _feed = new(SomeView.Of(3));
    private readonly Outbox _outbox;
    private int _wakes;

    public Outboxes() => _outbox = new Outbox(() => _wakes++);

    [Fact]
    public void A_writer_is_woken_once_until_it_has_taken_everything()
    {
        _outbox.Put(Ping(1));
        _outbox.Put(Ping(2));
        Assert.Equal(1, _wakes);

        Assert.Equal([1UL, 2UL], Take().Select(next => next.Control!.HeartbeatAck.Number));
        _outbox.Put(Ping(3));
        Assert.Equal(2, _wakes);
    }

    [Fact]
    public void A_subscriber_has_one_mark_and_gets_the_newest_list()
    {
        var subscriber = new Subscriber(_outbox, _feed);
        _outbox.Answer(subscriber, null);
        Take();

        for (var i = 0; i < 100; i++)
        {
            _feed.Publish(_feed.Current.With([SomeView.Put("i-00001", i + 1)], stale: false));
            subscriber.Mark();
        }

        var next = Assert.Single(Take());
        Assert.Same(_feed.Current, next.View);
        Assert.Equal(new WatchAnswer.Delta(new(3, 1)), next.Answer);
    }

    [Fact]
    public void Control_frames_go_first()
    {
        new Subscriber(_outbox, _feed).Mark();
        _outbox.Put(Ping(1));

        Assert.Equal([false, true], Take().Select(next => next.Control is null));
    }

    [Fact]
    public void A_peer_that_asks_and_never_reads_is_cut_off()
    {
        for (var i = 0; i < Outbox.Capacity; i++) _outbox.Put(Ping(1));
        Assert.False(_outbox.Ended);

        _outbox.Put(Ping(1));
        Assert.True(_outbox.Ended);
        Assert.Equal(2, _wakes);   // once for the first frame, once for the end

        _outbox.Put(Ping(1));
        Assert.Equal(Outbox.Capacity, Take().Count);
    }

    [Fact]
    public void Answers_to_batches_weigh_what_their_items_do()
    {
        var answer = new Down { Registered = new Registered { Results = { Enumerable.Repeat(new RegistrationResult(), 1000) } } };
        for (var i = 0; i < Outbox.ResultCapacity / 1000; i++) _outbox.Put(answer);
        Assert.False(_outbox.Ended);

        Assert.Equal(Outbox.ResultCapacity / 1000, Take().Count);
        for (var i = 0; i < Outbox.ResultCapacity / 1000; i++) _outbox.Put(answer);
        Assert.False(_outbox.Ended);

        _outbox.Put(answer);
        Assert.True(_outbox.Ended);
    }

    [Fact]
    public void A_peer_that_follows_and_unfollows_and_never_reads_is_cut_off()
    {
        for (var i = 0; i <= Outbox.MarkCapacity; i++)
        {
            Assert.False(_outbox.Ended);
            var subscriber = new Subscriber(_outbox, _feed);
            _outbox.Answer(subscriber, null);
            _outbox.Drop(subscriber);
        }

        Assert.True(_outbox.Ended);
    }

    [Fact]
    public void The_end_comes_after_what_waits_but_lists_are_not_worth_waiting_for()
    {
        new Subscriber(_outbox, _feed).Mark();
        _outbox.Put(Ping(1));
        _outbox.End();

        Assert.NotNull(Assert.Single(Take()).Control);
        Assert.True(_outbox.Ended);
    }

    [Fact]
    public void The_end_wakes_a_writer_that_has_nothing_to_do_and_only_once()
    {
        Take();
        _outbox.End();
        _outbox.End();

        Assert.Equal(1, _wakes);
    }

    [Fact]
    public void A_dropped_subscriber_is_told_nothing_more()
    {
        var subscriber = new Subscriber(_outbox, _feed);
        _outbox.Answer(subscriber, null);
        _outbox.Drop(subscriber);
        subscriber.Mark();

        Assert.Empty(Take());
    }

    [Fact]
    public void A_heartbeats_answer_sums_up_what_was_sent_before_it()
    {
        var stock = new ServiceFeed(ServiceView.Empty(new("default", "stock"), new(3, 0), stale: false));
        var (one, two) = (new Subscriber(_outbox, _feed), new Subscriber(_outbox, stock));
        Assert.Equal(0UL, Held());

        _outbox.Answer(one, null);
        Assert.Equal(0UL, Held());   // not answered yet: control frames go first
        Assert.Equal(ListDigest.HeldEntry("orders", _feed.Current.Digest), Held());

        _outbox.Answer(two, null);
        Take();
        Assert.Equal(ListDigest.HeldEntry("orders", _feed.Current.Digest) + ListDigest.HeldEntry("stock", 0), Held());

        var before = _feed.Current.Digest;
        _feed.Publish(_feed.Current.With([SomeView.Remove("i-00001")], stale: false));
        one.Mark();
        Assert.Equal(ListDigest.HeldEntry("orders", before) + ListDigest.HeldEntry("stock", 0), Held());
        Assert.Equal(ListDigest.HeldEntry("orders", _feed.Current.Digest) + ListDigest.HeldEntry("stock", 0), Held());

        _outbox.Drop(one);
        Assert.Equal(ListDigest.HeldEntry("stock", 0), Held());

        ulong Held()
        {
            _outbox.Put(Ping(1));
            return Take().First(next => next.Control is not null).Control!.HeartbeatAck.Held;
        }
    }

    private static Down Ping(ulong number) => new() { HeartbeatAck = new HeartbeatAck { Number = number } };

    private List<Outgoing> Take()
    {
        var taken = new List<Outgoing>();
        while (_outbox.TryTake(out var next)) taken.Add(next);
        return taken;
    }
}
