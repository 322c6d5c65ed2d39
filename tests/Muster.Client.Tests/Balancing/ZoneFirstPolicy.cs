using FsCheck;
using FsCheck.Fluent;
using Muster.Client.Balancing;

namespace Muster.Client.Tests.Balancing;

/// <summary>Calls stay in the zone while it can carry them, and no longer.</summary>
public sealed class ZoneFirstPolicy
{
    [Fact]
    public void A_zone_that_can_carry_the_load_is_never_left() =>
        Prop.ForAll(Gen.Choose(0, 100).Four().ToArbitrary(), draw =>
        {
            var (available, share, inFlight, chance) = draw;
            var here = new ZoneLoad(ZoneFirst.Share(available, 100), ZoneFirst.IsBusy(inFlight, available, 64));
            var elsewhere = new ZoneLoad(share / 100.0, Busy: false);
            var carries = available * ZoneFirst.Overprovision >= 100 && inFlight < 64 * available / 100.0;

            return !carries || ZoneFirst.Stays(here, elsewhere, (chance + 0.5) / 101);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_the_weights_and_the_ill_no_call_leaves_a_zone_that_can_carry_the_load() =>
        Prop.ForAll(Gen.Choose(1, 1000).Two().ListOf().Where(east => east.Count > 0).ToArbitrary(), east =>
        {
            var fleet = new Fleet { Zone = "east", Options = { Policy = BalancingPolicies.ZoneFirst } };
            fleet.List("west-1", zone: "west").List("west-2", zone: "west");
            var available = 0.0;
            foreach (var ((weight, draw), index) in east.Select((one, index) => (one, index)))
            {
                var isIll = draw > 800;
                fleet.List($"east-{index}", weight, isIll ? InstanceState.Suspect : InstanceState.Healthy, "east");
                available += isIll ? weight * 0.05 : weight;
            }

            var carries = ZoneFirst.Overprovision * available >= east.Sum(one => one.Item1);
            return !carries || Called(fleet, 300).Keys.All(id => id.StartsWith("east", StringComparison.Ordinal));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ten_thousand_calls_stay_at_home()
    {
        var fleet = TwoZones();

        Assert.Equal(["east-1", "east-2", "east-3", "east-4"], Called(fleet, 10_000).Keys.Order());
    }

    [Fact]
    public void What_a_sick_zone_cannot_carry_goes_elsewhere()
    {
        var fleet = TwoZones();
        foreach (var id in new[] { "east-1", "east-2" }) fleet.List(id, zone: "east", state: InstanceState.Suspect);

        var away = Called(fleet, 100_000).Where(line => line.Key.StartsWith("west", StringComparison.Ordinal)).Sum(line => line.Value);

        Assert.InRange(away / 100_000.0, 0.265 - 0.01, 0.265 + 0.01);   // 1 − 1.4·(100+100+5+5)/400
    }

    [Fact]
    public void A_busy_zone_spills_every_further_call_and_takes_calls_again_when_it_is_done()
    {
        var fleet = TwoZones();
        var open = Enumerable.Range(0, 4 * 64).Select(_ => fleet.Pick()).ToList();
        Assert.All(open, picked => Assert.Equal("east", picked.Instance.Zone));

        Assert.Equal("west", fleet.Pick().Instance.Zone);
        open[0].Succeeded();
        Assert.Equal("east", fleet.Pick().Instance.Zone);
    }

    [Fact]
    public void A_zone_without_instances_is_left_and_an_only_zone_is_kept()
    {
        var fleet = new Fleet { Zone = "north", Options = { Policy = BalancingPolicies.ZoneFirst } };
        fleet.List("west-1", zone: "west");
        Assert.Equal("west-1", fleet.Pick().Instance.Id);

        fleet.List("north-1", zone: "north", state: InstanceState.Suspect).Drop("west-1");
        Assert.Equal("north-1", fleet.Pick().Instance.Id);
    }

    private static Dictionary<string, int> Called(Fleet fleet, int calls) =>
        fleet.Share(calls).Where(line => line.Value > 0).ToDictionary();

    private static Fleet TwoZones()
    {
        var fleet = new Fleet { Zone = "east", Options = { Policy = BalancingPolicies.ZoneFirst } };
        for (var i = 1; i <= 4; i++) fleet.List($"east-{i}", zone: "east").List($"west-{i}", zone: "west");
        return fleet;
    }
}
