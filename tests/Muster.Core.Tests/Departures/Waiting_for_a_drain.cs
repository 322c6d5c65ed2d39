using Muster.Core.Overlays;
using Muster.Protocol;

namespace Muster.Core.Tests.Departures;

/// <summary>Safe-Exit for operators: a drain is known when everyone who confirms uses a list without the drained.</summary>
public sealed class Waiting_for_a_drain
{
    private readonly TestRegistry _registry = new();
    private readonly TestPeer _operator;

    public Waiting_for_a_drain()
    {
        _registry.Provide("a");
        _registry.Provide("b");
        _registry.Advance(1);
        _operator = new TestPeer(_registry, "operator");
    }

    [Fact]
    public void It_is_known_when_the_last_of_those_who_confirm_has_applied()
    {
        var (one, two) = (Consumer("one"), Consumer("two"));
        Drain();
        Await(10);

        _registry.Advance(1.5);
        one.Confirm();
        Assert.Null(Answer());
        two.Confirm();

        Assert.Equal(new Departed(), Answer());
        Assert.Equal(["b"], _registry.Ids());
    }

    [Fact]
    public void Who_has_not_applied_in_time_is_named()
    {
        Consumer("slow");
        Drain();
        Await(2);

        _registry.Advance(2.5);

        Assert.Equal(["slow"], Answer()!.Stragglers);
    }

    [Fact]
    public void A_service_that_nobody_follows_is_known_with_the_next_list()
    {
        Drain();
        Await(10);
        _registry.Advance(0.2);

        Assert.Equal(new Departed(), Answer());
    }

    [Fact]
    public void Nobody_is_told_to_have_left()
    {
        Drain();
        Await(10);

        Assert.Empty(_registry.Events.OfType<RegistryEvent.Departed>());
    }

    private void Drain() => _registry.Step(new Input.Lay(
        [new OverlayChange(new(new("default", "orders"), "a", "standing"), new Overlay { Standing = Overlay.Types.Standing.Drained }, 1)]));

    private void Await(double seconds) => _registry.Step(new Input.AwaitKnown(_operator.Connection, new("default", "orders"), TimeSpan.FromSeconds(seconds)));

    private TestPeer Consumer(string name)
    {
        var peer = new TestPeer(_registry, name);
        peer.Hello(confirms: true);
        peer.Subscribe();
        peer.Read();
        return peer;
    }

    private Departed? Answer() => _operator.Read().SingleOrDefault(frame => frame.Departed is not null)?.Departed;
}
