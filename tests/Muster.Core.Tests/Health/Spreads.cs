using Muster.Core.Health;

namespace Muster.Core.Tests.Health;

/// <summary>One bad moment is not a bad minute.</summary>
public sealed class Spreads
{
    /// <summary>Failures of a hundred calls in each slot, – where there were none; the share of successes that is asked for.</summary>
    [Theory]
    [InlineData("0 0 0 0 0 0", false)]
    [InlineData("90 90 0 0 0 0", false)]
    [InlineData("0 0 90 90 0 0", false)]
    [InlineData("11 11 11 0 0 0", true)]
    [InlineData("11 0 11 0 11 0", true)]
    [InlineData("10 10 10 10 10 10", false)]
    [InlineData("90 90 – – – –", true)]
    [InlineData("90 0 – – – –", false)]
    [InlineData("90 – – – – –", true)]
    [InlineData("90 90 0 – – –", false)]
    public void What_speaks_against_it_must_be_in_three_slots_or_in_all_that_have_calls(string failures, bool holds)
    {
        Calls[] slots = [.. failures.Split(' ').Select(static one => one is "–" ? default : new Calls(100, double.Parse(one, System.Globalization.CultureInfo.InvariantCulture)))];
        Assert.Equal(holds, Spread.Holds(slots, 0.90));
    }

    /// <summary>Streaks that are long enough, low or outlying; failures in each slot.</summary>
    [Theory]
    [InlineData(2, 0, "20 20 20 0 0 0", true)]
    [InlineData(2, 0, "40 40 0 0 0 0", false)]
    [InlineData(0, 4, "8 8 8 0 0 0", true)]
    [InlineData(0, 4, "6 6 6 0 0 0", true)]
    [InlineData(0, 4, "5 5 5 0 0 0", false)]
    [InlineData(2, 4, "8 8 8 0 0 0", true)]
    [InlineData(1, 3, "20 20 20 20 20 20", false)]
    public void Below_the_least_success_or_below_the_fleet_by_the_gap(int low, int outlying, string failures, bool bad)
    {
        Calls[] slots = [.. failures.Split(' ').Select(static one => new Calls(100, double.Parse(one, System.Globalization.CultureInfo.InvariantCulture)))];
        var fleet = new FleetComparison(new(300, 30), new(1000, 1), 5);   // the others: 99.9 %

        Assert.Equal(bad, new ApiStanding(Bad: true, low, outlying, TimeSpan.Zero).IfSpread(slots, fleet, HealthRules.Usual).Bad);
    }
}
