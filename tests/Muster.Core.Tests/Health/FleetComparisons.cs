using Muster.Core.Health;

namespace Muster.Core.Tests.Health;

/// <summary>One beside the others, by a table.</summary>
public sealed class FleetComparisons
{
    /// <summary>Mine: calls and failures; the others': calls and failures; hosts, the instance included → outlier, back.</summary>
    [Theory]
    [InlineData(500, 100, 2000, 2, 5, true, false)]
    [InlineData(500, 100, 2000, 2, 4, false, true)]      // too few hosts to compare
    [InlineData(49, 10, 2000, 2, 5, false, false)]       // too few calls of its own
    [InlineData(50, 10, 2000, 2, 5, true, false)]
    [InlineData(99, 20, 9000, 9, 51, false, false)]      // a large fleet asks for a hundred
    [InlineData(100, 20, 9000, 9, 51, true, false)]
    [InlineData(50, 4, 20_000, 2, 5, false, false)]      // too few failures
    [InlineData(1500, 60, 6000, 6, 5, false, false)]     // worse beyond chance, but by less than the gap
    [InlineData(1500, 30, 6000, 6, 5, false, true)]      // and by less than half of it
    [InlineData(60, 9, 240, 12, 5, false, false)]        // by more than the gap, but within chance
    [InlineData(500, 100, 2000, 400, 5, false, true)]    // all alike
    [InlineData(500, 500, 2000, 2000, 5, false, true)]
    public void An_outlier_is_worse_by_the_gap_and_beyond_chance(
        double calls, double failed, double othersCalls, double othersFailed, int hosts, bool outlier, bool back)
    {
        var comparison = new FleetComparison(new(calls, failed), new(othersCalls, othersFailed), hosts);
        Assert.Equal((outlier, back), (comparison.IsOutlier(0.05), comparison.IsBack(0.05)));
    }

    [Fact]
    public void Each_is_compared_with_the_sum_of_the_others_in_the_same_round()
    {
        var fleet = new FleetSums();
        for (var host = 0; host < 4; host++) fleet.Add(7, "GET /", new(100, host));
        fleet.Add(7, "GET /", new(49, 49));   // too few to be compared, and so not among the others
        fleet.Add(7, "PUT /", new(500, 0));

        Assert.Equal(new FleetComparison(new(100, 3), new(300, 3), 4), fleet.Compare(7, "GET /", new(100, 3)));
        Assert.Equal(default, fleet.Compare(7, "GET /", new(49, 49)));
        Assert.Equal(default, fleet.Compare(8, "GET /", new(100, 3)));

        fleet.Add(8, "GET /", new(80, 1));
        Assert.Equal(new FleetComparison(new(80, 1), default, 1), fleet.Compare(8, "GET /", new(80, 1)));
    }
}
