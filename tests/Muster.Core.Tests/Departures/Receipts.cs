using Muster.Protocol;

namespace Muster.Core.Tests.Departures;

/// <summary>Safe-Exit: who leaves with a receipt is told when everyone holds a list without him.</summary>
public sealed class Receipts
{
    private readonly TestRegistry _registry = new();
    private readonly TestPeer _provider;

    public Receipts()
    {
        _provider = _registry.Provide("a");
        _registry.Advance(1);
    }

    [Fact]
    public void It_comes_when_the_last_of_those_who_confirm_has_applied()
    {
        var (one, two) = (Consumer("one"), Consumer("two"));

        _provider.Leave(10, "orders/a");
        Assert.Equal([1u, 1u], new[] { one, two }.Select(consumer => consumer.Read().Single().Delta.AppliedOneIn));
        one.Confirm();
        Assert.Null(Receipt());

        two.Confirm();
        Assert.Equal(new Departed { Request = 2 }, Receipt());
    }

    [Fact]
    public void Without_anyone_to_wait_for_it_comes_at_once_after_the_answer()
    {
        _provider.Leave(10, "orders/a");

        Assert.Equal([Down.FrameOneofCase.Registered, Down.FrameOneofCase.Departed], _provider.Read().Select(frame => frame.FrameCase));
    }

    [Fact]
    public void Nobody_who_did_not_ask_gets_one()
    {
        _provider.Deregister("a");
        _registry.Advance(90);

        Assert.DoesNotContain(_provider.Read(), frame => frame.Departed is not null);
    }

    [Fact]
    public void Who_has_not_confirmed_in_time_is_named()
    {
        var slow = Consumer("slow");
        Consumer("quick").Confirm();
        slow.Confirm();

        _provider.Leave(5, "orders/a");
        _registry.Advance(4.9);
        Assert.Null(Receipt());
        _registry.Advance(0.2);

        var receipt = Receipt()!;
        Assert.Equal(["quick", "slow"], receipt.Stragglers.Order(StringComparer.Ordinal));
        Assert.Equal(0u, receipt.MoreStragglers);
        slow.Confirm();
        Assert.Null(Receipt());
    }

    [Fact]
    public void Of_many_stragglers_twenty_are_named_and_the_others_counted()
    {
        for (var i = 0; i < 50; i++) Consumer($"c{i}");

        _provider.Leave(1, "orders/a");
        _registry.Advance(2);

        var receipt = Receipt()!;
        Assert.Equal((Limits.Stragglers, 30u), (receipt.Stragglers.Distinct().Count(), receipt.MoreStragglers));
    }

    [Fact]
    public void Streams_that_never_confirm_are_counted_and_not_waited_for()
    {
        var old = _registry.Join("old");
        old.Subscribe();
        var reader = new TestPeer(_registry, "reader");
        reader.Connection.Caller = Core.Access.Caller.Anonymous;
        _registry.Step(new Input.Watch(reader.Connection, new("default", "orders"), null));

        _provider.Leave(10, "orders/a");

        Assert.Equal(new Departed { Request = 2, Uncovered = 2 }, Receipt());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_stops_following_is_not_waited_for(bool byWord)
    {
        var (stays, goes) = (Consumer("stays"), Consumer("goes"));
        _provider.Leave(10, "orders/a");
        stays.Confirm();

        if (byWord) goes.Send(new Up { Unsubscribe = new Unsubscribe { Services = { "orders" } } });
        else goes.Drop();

        Assert.Empty(Receipt()!.Stragglers);
    }

    [Fact]
    public void Who_begins_to_follow_meanwhile_is_waited_for()
    {
        var first = Consumer("first");
        _provider.Leave(10, "orders/a");
        var late = Consumer("late");
        Assert.Equal(1u, late.Read().Single().Snapshot.AppliedOneIn);

        first.Confirm();
        Assert.Null(Receipt());
        late.Confirm();
        Assert.NotNull(Receipt());
    }

    [Fact]
    public void An_older_list_confirmed_is_not_enough()
    {
        var consumer = Consumer("consumer");
        var before = _registry.View().Revision.ToWire();

        _provider.Leave(10, "orders/a");
        consumer.Send(new Up { Applied = new Applied { Service = "orders", Revision = before } });

        Assert.Null(Receipt());
    }

    [Theory]
    [InlineData(1, 1)]    // of the next sequence: nothing of it was ever sent
    [InlineData(0, 99)]   // of another life of the registry
    public void What_was_never_published_cannot_be_confirmed(ulong later, ulong epoch)
    {
        var consumer = Consumer("consumer");
        _provider.Leave(10, "orders/a");
        var revision = _registry.View().Revision.ToWire();

        consumer.Send(new Up { Applied = new Applied { Service = "orders", Revision = new Revision { Epoch = epoch, Sequence = revision.Sequence + later } } });

        Assert.Null(Receipt());
    }

    [Fact]
    public void A_leave_within_a_push_window_waits_for_the_list_that_follows()
    {
        var consumer = Consumer("consumer");
        _provider.Register("b");
        consumer.Confirm();

        _provider.Leave(10, "orders/a");
        consumer.Confirm();   // of the list with b: the removal is still to be published
        Assert.Null(Receipt());

        _registry.Advance(0.2);
        Assert.Equal(["b"], _registry.Ids());
        Assert.Null(Receipt());
        consumer.Confirm();
        Assert.NotNull(Receipt());
    }

    [Fact]
    public void A_batch_over_several_services_gets_one()
    {
        _provider.Register("s", "stock");
        _registry.Advance(1);
        var (orders, stock) = (Consumer("orders"), Consumer("stock", "stock"));

        _provider.Leave(10, "orders/a", "stock/s", "nobody/x");
        orders.Confirm();
        Assert.Null(Receipt());
        stock.Confirm("stock");

        Assert.Equal(new Departed { Request = 3 }, Receipt());
    }

    [Fact]
    public void A_goodbye_said_again_gets_a_receipt_from_those_who_were_not_all_asked()
    {
        var many = Enumerable.Range(0, 40).Select(i => Consumer($"c{i}")).ToArray();
        _provider.Deregister("a");
        _registry.Advance(1);
        Assert.Equal(3u, _registry.View().AppliedOneIn);
        foreach (var consumer in many) consumer.Read();

        _provider.Leave(10, "orders/a");

        Assert.All(many, consumer => Assert.Equal((1u, 0), (consumer.Read().Single().Delta is var delta ? delta.AppliedOneIn : 0, delta.Removed.Count)));
        foreach (var consumer in many) consumer.Confirm();
        Assert.Empty(Receipt()!.Stragglers);
    }

    [Fact]
    public void Several_who_leave_one_after_the_other_each_get_theirs()
    {
        var b = _registry.Provide("b");
        _registry.Advance(1);
        var consumer = Consumer("consumer");

        _provider.Leave(10, "orders/a");
        consumer.Confirm();
        b.Leave(10, "orders/b");
        Assert.NotNull(Receipt());
        Assert.DoesNotContain(b.Read(), frame => frame.Departed is not null);
        _registry.Advance(1);
        consumer.Confirm();
        Assert.Contains(b.Read(), frame => frame.Departed is not null);
    }

    [Fact]
    public void Who_leaves_just_after_another_waits_for_the_list_without_himself()
    {
        _provider.Register("b");
        _registry.Advance(1);
        var consumer = Consumer("consumer");

        _provider.Leave(10, "orders/a");
        _provider.Leave(10, "orders/b");
        consumer.Confirm();
        Assert.Equal(3UL, Receipt()!.Request);

        _registry.Advance(0.2);
        Assert.Null(Receipt());
        consumer.Confirm();
        Assert.Equal(4UL, Receipt()!.Request);
    }

    [Fact]
    public void A_process_whose_registry_restarted_says_goodbye_in_its_first_words()
    {
        var restarted = new TestRegistry(epoch: 2, saved: _registry.Save());
        restarted.Advance(1);
        var another = restarted.Join("another");
        Assert.Equal(RegistrationResult.Types.Outcome.Replaced, another.Deregister("a").Outcome);

        var back = restarted.Join("a");

        Assert.Equal(RegistrationResult.Types.Outcome.Removed, back.Deregister("a").Outcome);
        Assert.Empty(restarted.Ids());
    }

    [Fact]
    public void So_many_at_a_time_and_no_more()
    {
        Consumer("consumer");
        for (var i = 0; i < Limits.ReceiptsPerConnection; i++) _provider.Leave(10, $"orders/x{i}");
        _provider.Read();

        _provider.Leave(10, "orders/a");

        Assert.Equal(ErrorCode.LimitReached, _provider.Read().Single(frame => frame.Refused is not null).Refused.Error.Code);
        _registry.Advance(1);
        Assert.Empty(_registry.Ids());
        _registry.Advance(10);
        Assert.Equal(Limits.ReceiptsPerConnection, _provider.Read().Count(frame => frame.Departed is not null));
    }

    [Fact]
    public void Nobody_is_waited_for_longer_than_a_minute()
    {
        Consumer("consumer");
        _provider.Leave(1_000_000, "orders/a");

        for (var beat = 0; beat < 3; beat++)
        {
            _registry.Advance(21);
            _provider.Beat();
        }

        Assert.Equal(["consumer"], Receipt()!.Stragglers);
    }

    [Fact]
    public void Who_goes_without_waiting_is_owed_nothing()
    {
        var consumer = Consumer("consumer");
        _provider.Leave(10, "orders/a");
        _provider.Drop();

        consumer.Confirm();
        _registry.Advance(20);

        Assert.DoesNotContain(_registry.Events, change => change is RegistryEvent.Departed);
    }

    private TestPeer Consumer(string name, string service = "orders")
    {
        var peer = new TestPeer(_registry, name);
        peer.Hello(confirms: true);
        peer.Subscribe(service);
        if (name is not "late") peer.Read();
        return peer;
    }

    private Departed? Receipt() => _provider.Read().SingleOrDefault(frame => frame.Departed is not null)?.Departed;
}
