using Muster.Core.Catalog;
using Muster.Protocol;

namespace Muster.Core.Tests.Catalog;

/// <summary>Death-Bound without a late tick: what is believed of a session reaches thousands of instances some at a time.</summary>
public sealed class VerdictsOnLargeSessions
{
    private const int Held = 2 * PresenceSpread.InstancesPerTick;

    private readonly TestRegistry _registry = new();
    private readonly TestPeer _large;   // one instance of each of many services, so that each is told at once

    public VerdictsOnLargeSessions()
    {
        _large = _registry.Join("large");
        for (var first = 0; first < Held; first += Limits.Batch)
            _large.Register([.. Enumerable.Range(first, Limits.Batch).Select(at => Registration(at))]);
        _registry.Advance(1);
    }

    [Fact]
    public void Each_instance_is_told_of_and_none_in_a_tick_that_has_had_enough()
    {
        _large.Drop();
        var (suspects, most) = (0, 0);
        for (var tick = 0; tick < 40; tick++)
        {
            _registry.Advance(0.05);
            (most, suspects) = (Math.Max(most, Told() - suspects), Told());
        }

        Assert.Equal(Held, suspects);
        Assert.InRange(most, 1, PresenceSpread.InstancesPerTick);
    }

    [Fact]
    public void Who_is_back_before_all_was_told_is_as_healthy_as_before()
    {
        _large.Drop();
        while (Told() == 0) _registry.Advance(0.05);
        _registry.Join("large", resume: _large.Resume);
        _registry.Advance(2);

        Assert.Equal(0, Told());
    }

    [Fact]
    public void What_was_taken_over_meanwhile_is_left_to_its_new_holder()
    {
        _large.Drop();
        while (Told() == 0) _registry.Advance(0.05);
        var other = _registry.Join("other");
        for (var at = 0; at < Held; at += 1000)
            Assert.Equal(2UL, other.Register("only", $"service-{at}", incarnation: 2).Incarnation);
        _registry.Advance(2);

        Assert.Equal(Held - (Held / 1000), Told());
    }

    private int Told() =>
        Enumerable.Range(0, Held).Count(at => _registry.View($"service-{at}").Entries[0].State is not State.Healthy);

    private static Registration Registration(int at) =>
        new() { Service = $"service-{at}", Instance = new Instance { Id = "only", Addresses = { "http://10.0.0.7:8080" } } };
}
