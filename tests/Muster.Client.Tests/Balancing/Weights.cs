using Muster.Client.Balancing;

namespace Muster.Client.Tests.Balancing;

/// <summary>What an instance takes after its health, its age and nothing else.</summary>
public sealed class Weights
{
    [Theory]
    [InlineData(InstanceState.Healthy, false, 100)]
    [InlineData(InstanceState.SubHealthy, false, 20)]
    [InlineData(InstanceState.Suspect, false, 5)]
    [InlineData(InstanceState.Dead, true, 5)]
    [InlineData(InstanceState.Healthy, true, 5)]
    public void Health_weighs(InstanceState state, bool isProtected, int percent) =>
        Assert.Equal(percent, InstanceShare.Percent(state, isProtected));

    [Theory]
    [InlineData(null, 1)]
    [InlineData(0, 0.1)]
    [InlineData(1, 0.1)]
    [InlineData(15, 0.5)]
    [InlineData(27, 0.9)]
    [InlineData(30, 1)]
    [InlineData(3000, 1)]
    public void A_new_instance_warms_up_over_thirty_seconds(int? age, double share) =>
        Assert.Equal(share, InstanceShare.Warmth(age is { } seconds ? TimeSpan.FromSeconds(seconds) : null, TimeSpan.FromSeconds(30)), 6);

    [Fact]
    public void A_suspect_takes_a_twentieth_of_a_healthy_ones_calls()
    {
        var fleet = Fleet.With(BalancingPolicies.WeightedRoundRobin, ("a", 100)).List("b", state: InstanceState.Suspect);

        Assert.InRange(fleet.Share(2100)["b"], 99, 101);
    }

    [Fact]
    public void A_consumer_that_has_just_started_warms_up_nobody()
    {
        var fleet = Warming(new Fleet());
        fleet.List("a").Tell(ListSource.Snapshot);
        _ = fleet.Balancer;   // starts from the snapshot
        fleet.List("b");      // in the first list of the registry

        Assert.InRange(fleet.Share(1000)["b"], 499, 501);
    }

    [Fact]
    public void A_newcomer_takes_its_share_little_by_little_by_the_consumers_own_clock()
    {
        var fleet = Warming(new Fleet()).List("a");
        _ = fleet.Balancer;
        fleet.List("b");

        Assert.Equal(100.0 / 1.1 * 0.1 * 10, fleet.Share(1000)["b"], 2.0);
        fleet.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(1000 / 3.0, fleet.Share(1000)["b"], 2.0);
        fleet.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(500, fleet.Share(1000)["b"], 1.0);
    }

    [Fact]
    public void A_known_id_at_another_address_is_a_newcomer()
    {
        var fleet = Warming(new Fleet()).List("a").List("b");
        _ = fleet.Balancer;
        fleet.List("b", address: "http://b:81");

        Assert.InRange(fleet.Share(1000)["b"], 85, 95);
    }

    private static Fleet Warming(Fleet fleet)
    {
        fleet.Options.Policy = BalancingPolicies.WeightedRoundRobin;
        fleet.Options.SlowStart = TimeSpan.FromSeconds(30);
        return fleet;
    }
}
