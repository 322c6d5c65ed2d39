using Muster.Client.Balancing;

namespace Muster.Client.Tests.Balancing;

/// <summary>What an instance takes after its health, its age and nothing else.</summary>
public sealed class Weights
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(InstanceState.Healthy, false, 100)]
    [InlineData(InstanceState.SubHealthy, false, 20)]
    [InlineData(InstanceState.Suspect, false, 5)]
    [InlineData(InstanceState.Dead, true, 5)]
    [InlineData(InstanceState.Healthy, true, 5)]
    public void Health_weighs(InstanceState state, bool isProtected, int percent) =>
        Assert.Equal(percent, InstanceShare.Percent(state, isProtected));

    [Theory]
    [InlineData(InstanceState.Healthy, 20)]
    [InlineData(InstanceState.SubHealthy, 20)]
    [InlineData(InstanceState.Suspect, 5)]
    public void One_that_detectors_of_this_place_cannot_reach_is_sub_healthy_at_best(InstanceState state, int percent) =>
        Assert.Equal(percent, InstanceShare.Percent(state, isProtected: false, isDownHere: true));

    [Theory]
    [InlineData(nameof(Warming.Cold), 0, 0.1)]
    [InlineData(nameof(Warming.Cold), 1, 0.1)]
    [InlineData(nameof(Warming.Cold), 15, 0.5)]
    [InlineData(nameof(Warming.Cold), 27, 0.9)]
    [InlineData(nameof(Warming.Cold), 30, 1)]
    [InlineData(nameof(Warming.Cold), 3000, 1)]
    [InlineData(nameof(Warming.Recovering), 0, 0.2)]
    [InlineData(nameof(Warming.Recovering), 12, 0.2)]
    [InlineData(nameof(Warming.Recovering), 30, 0.5)]
    [InlineData(nameof(Warming.Recovering), 59, 0.983333)]
    [InlineData(nameof(Warming.Recovering), 60, 1)]
    [InlineData(nameof(Warming.Recovering), 3000, 1)]
    [InlineData(nameof(Warming.Warm), 0, 1)]
    [InlineData(nameof(Warming.Ailing), 0, 1)]
    public void A_new_one_warms_up_over_thirty_seconds_and_one_that_is_well_again_over_sixty(string phase, int age, double share) =>
        Assert.Equal(share, new Warmth(Enum.Parse<Warming>(phase), Hour).Share(Hour + TimeSpan.FromSeconds(age), new BalancingOptions()), 6);

    [Theory]
    [InlineData(nameof(Warming.Warm), InstanceState.Healthy, nameof(Warming.Warm))]
    [InlineData(nameof(Warming.Warm), InstanceState.SubHealthy, nameof(Warming.Ailing))]
    [InlineData(nameof(Warming.Warm), InstanceState.Suspect, nameof(Warming.Warm))]
    [InlineData(nameof(Warming.Cold), InstanceState.Healthy, nameof(Warming.Cold))]
    [InlineData(nameof(Warming.Cold), InstanceState.SubHealthy, nameof(Warming.Ailing))]
    [InlineData(nameof(Warming.Cold), InstanceState.Suspect, nameof(Warming.Cold))]
    [InlineData(nameof(Warming.Ailing), InstanceState.Healthy, nameof(Warming.Recovering))]
    [InlineData(nameof(Warming.Ailing), InstanceState.SubHealthy, nameof(Warming.Ailing))]
    [InlineData(nameof(Warming.Ailing), InstanceState.Suspect, nameof(Warming.Ailing))]
    [InlineData(nameof(Warming.Ailing), InstanceState.Dead, nameof(Warming.Ailing))]
    [InlineData(nameof(Warming.Recovering), InstanceState.Healthy, nameof(Warming.Recovering))]
    [InlineData(nameof(Warming.Recovering), InstanceState.SubHealthy, nameof(Warming.Ailing))]
    [InlineData(nameof(Warming.Recovering), InstanceState.Suspect, nameof(Warming.Recovering))]
    public void Only_a_return_from_sub_health_begins_a_recovery(string phase, InstanceState shown, string next)
    {
        var later = Hour + TimeSpan.FromSeconds(7);
        Assert.Equal(new Warmth(Enum.Parse<Warming>(next), next == phase ? Hour : later), new Warmth(Enum.Parse<Warming>(phase), Hour).Next(shown, later));
    }

    [Fact]
    public void One_that_is_well_again_takes_its_share_little_by_little_from_the_fifth_that_it_had()
    {
        var fleet = WarmingUp(new Fleet()).List("a").List("b", state: InstanceState.SubHealthy);
        fleet.Options.SlowRecovery = TimeSpan.FromSeconds(60);
        Assert.Equal(1000 / 6.0, fleet.Share(1000)["b"], 2.0);

        fleet.List("b");
        Assert.Equal(1000 / 6.0, fleet.Share(1000)["b"], 2.0);
        fleet.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1000 / 3.0, fleet.Share(1000)["b"], 2.0);
        fleet.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(500, fleet.Share(1000)["b"], 1.0);
    }

    [Fact]
    public void A_relapse_ends_the_recovery_and_the_next_one_begins_anew()
    {
        var fleet = WarmingUp(new Fleet()).List("a").List("b", state: InstanceState.SubHealthy);
        fleet.Options.SlowRecovery = TimeSpan.FromSeconds(60);
        _ = fleet.Balancer;
        fleet.List("b");
        fleet.Clock.Advance(TimeSpan.FromSeconds(45));
        fleet.List("b", state: InstanceState.SubHealthy);
        Assert.Equal(1000 / 6.0, fleet.Share(1000)["b"], 2.0);

        fleet.List("b");
        fleet.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1000 / 3.0, fleet.Share(1000)["b"], 2.0);
    }

    [Fact]
    public void A_suspect_takes_a_twentieth_of_a_healthy_ones_calls()
    {
        var fleet = Fleet.With(BalancingPolicies.WeightedRoundRobin, ("a", 100)).List("b", state: InstanceState.Suspect);

        Assert.InRange(fleet.Share(2100)["b"], 99, 101);
    }

    [Fact]
    public void A_consumer_that_has_just_started_warms_up_nobody()
    {
        var fleet = WarmingUp(new Fleet());
        fleet.List("a").Tell(ListSource.Snapshot);
        _ = fleet.Balancer;   // starts from the snapshot
        fleet.List("b");      // in the first list of the registry

        Assert.InRange(fleet.Share(1000)["b"], 499, 501);
    }

    [Fact]
    public void A_newcomer_takes_its_share_little_by_little_by_the_consumers_own_clock()
    {
        var fleet = WarmingUp(new Fleet()).List("a");
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
        var fleet = WarmingUp(new Fleet()).List("a").List("b");
        _ = fleet.Balancer;
        fleet.List("b", address: "http://b:81");

        Assert.InRange(fleet.Share(1000)["b"], 85, 95);
    }

    private static Fleet WarmingUp(Fleet fleet)
    {
        fleet.Options.Policy = BalancingPolicies.WeightedRoundRobin;
        fleet.Options.SlowStart = TimeSpan.FromSeconds(30);
        return fleet;
    }
}
