using FsCheck;
using FsCheck.Fluent;
using Muster.Client.Balancing;

namespace Muster.Client.Tests.Balancing;

/// <summary>An instance that fails this process's calls is left alone for a growing while, within a budget.</summary>
public sealed class Ejections
{
    private static readonly EjectionOptions Rules = new();

    [Fact]
    public void Failures_in_a_row_eject_and_a_success_between_them_does_not()
    {
        var standing = After(default, "ffffsffff");
        Assert.Equal(Trust.Trusted, standing.Trust);
        Assert.Equal(Trust.Ejected, After(standing, "f").Trust);
    }

    [Fact]
    public void Half_of_twenty_calls_within_the_window_eject_and_half_of_nineteen_do_not()
    {
        var standing = After(default, string.Concat(Enumerable.Repeat("fs", 9)) + "s");
        Assert.Equal(Trust.Trusted, After(standing, "f", at: 10).Trust);      // a new window
        Assert.Equal(Trust.Trusted, standing.Trust);
        Assert.Equal(Trust.Ejected, After(standing, "f", at: 9).Trust);       // 10 of 20
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    [InlineData(7, 300)]
    [InlineData(40, 300)]
    public void Each_ejection_in_a_row_lasts_twice_as_long_up_to_the_longest(int nth, double seconds)
    {
        var standing = After(default, "fffff");
        for (var ejection = 1; ejection < nth; ejection++)
            standing = standing.OnTick(standing.Until).OnOutcome(succeeded: false, standing.Until, Rules);

        Assert.Equal(TimeSpan.FromSeconds(seconds), standing.Until - standing.Since);
    }

    [Fact]
    public void One_who_comes_back_is_on_trial_until_a_success_or_the_next_failure()
    {
        var ejected = After(default, "fffff");
        Assert.Equal(ejected, ejected.OnTick(TimeSpan.FromSeconds(4.9)));
        Assert.Equal(ejected, After(ejected, "sf", at: 1));   // calls from before tell nothing new

        var trial = ejected.OnTick(TimeSpan.FromSeconds(5));
        Assert.Equal(Trust.OnTrial, trial.Trust);
        Assert.Equal(Trust.Trusted, After(trial, "s", at: 5).Trust);
        Assert.Equal(Trust.Ejected, After(trial, "f", at: 5).Trust);
    }

    [Fact]
    public void Who_stays_well_for_long_starts_over_with_a_short_ejection()
    {
        var well = After(After(default, "fffff").OnTick(TimeSpan.FromSeconds(5)), "s", at: 5);

        Assert.Equal(2, After(well, "fffff", at: 60).Ejections);
        Assert.Equal(1, After(well, "fffff", at: 5 + 300).Ejections);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(100, 40)]
    public void The_budget_is_two_fifths_but_one_at_least_and_never_the_last(int callable, int allowed) =>
        Assert.Equal(allowed, EjectionBudget.Of(callable, 0.4));

    [Fact]
    public void However_many_fail_no_more_than_the_budget_are_left_alone() =>
        Prop.ForAll(Gen.Choose(1, 12).SelectMany(size => Gen.Choose(0, size).Select(failing => (size, failing))).ToArbitrary(), draw =>
        {
            var (size, failing) = draw;
            var fleet = Fleet.With(BalancingPolicies.WeightedRoundRobin, [.. Enumerable.Range(0, size).Select(index => ($"i{index}", 100))]);
            for (var i = 0; i < failing; i++)
                for (var call = 0; call < 30; call++)
                    FailIfPicked(fleet, $"i{i}");

            var left = fleet.Share(size * 100).Count(line => line.Value == 0);
            return left <= EjectionBudget.Of(size, 0.4);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_ejected_instance_gets_no_call_then_a_few_then_all()
    {
        var fleet = Fleet.With(BalancingPolicies.WeightedRoundRobin, ("a", 100), ("b", 100), ("c", 100));
        fleet.Fail("a", 5);
        Assert.Equal(0, fleet.Share(300)["a"]);

        fleet.Clock.Advance(TimeSpan.FromSeconds(5));
        var picked = Enumerable.Range(0, 2050).Select(_ => fleet.Pick()).ToList();
        Assert.InRange(picked.Count(pick => pick.Instance.Id == "a"), 49, 51);

        picked.First(pick => pick.Instance.Id == "a").Succeeded();
        Assert.InRange(fleet.Share(300)["a"], 99, 101);
    }

    [Fact]
    public void Nobody_is_ejected_when_the_share_is_zero()
    {
        var fleet = Fleet.With(BalancingPolicies.WeightedRoundRobin, ("a", 100), ("b", 100));
        fleet.Options.Ejection.MaximumShare = 0;
        fleet.Fail("a", 50);

        Assert.NotEqual(0, fleet.Share(100)["a"]);
    }

    private static void FailIfPicked(Fleet fleet, string id)
    {
        var picked = fleet.Pick();
        if (picked.Instance.Id == id) picked.Failed();
        else picked.Cancelled();
    }

    private static Standing After(Standing standing, string outcomes, double at = 0) =>
        outcomes.Aggregate(standing, (state, outcome) => state.OnOutcome(outcome == 's', TimeSpan.FromSeconds(at), Rules));
}
