using Muster.Core.Health;

namespace Muster.Core.Tests.Health;

/// <summary>Every transition of one API.</summary>
public sealed class ApiStandings
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);
    private static readonly Calls Bad = new(100, 20), Good = new(100, 5), Between = new(100, 12), Few = new(19, 19);
    private static readonly FleetComparison Alike = new(new(500, 5), new(2000, 20), 5), Outlier = new(new(500, 100), new(2000, 20), 5), Near = new(new(500, 20), new(2000, 20), 5);

    /// <summary>Bad, low in a row, outlying in a row, seconds since enough calls; the minute, the fleet → the next.</summary>
    public static TheoryData<string, bool, int, int, double, string, string, bool, int, int> Transitions => new()
    {
        { "good stays good", false, 0, 0, 0, "good", "alike", false, 0, 0 },
        { "once low is not yet bad", false, 0, 0, 0, "bad", "alike", false, 1, 0 },
        { "twice low is bad", false, 1, 0, 0, "bad", "alike", true, 2, 0 },
        { "low must be in a row", false, 1, 0, 0, "between", "alike", false, 0, 0 },
        { "an outlier once", false, 0, 0, 0, "good", "outlier", false, 0, 1 },
        { "an outlier three times", false, 0, 2, 0, "good", "outlier", false, 0, 3 },
        { "an outlier four times is bad", false, 0, 3, 0, "good", "outlier", true, 0, 4 },
        { "outliers must be in a row", false, 0, 3, 0, "good", "near", false, 0, 0 },
        { "bad stays bad between the bounds", true, 2, 0, 0, "between", "alike", true, 0, 0 },
        { "bad is good again by the lower bound", true, 2, 0, 0, "good", "alike", false, 0, 0 },
        { "bad stays bad while an outlier", true, 0, 4, 0, "good", "outlier", true, 0, 4 },
        { "bad stays bad while far from the fleet", true, 0, 4, 0, "good", "near", true, 0, 0 },
        { "too few calls tell nothing of the good", false, 1, 3, 0, "few", "alike", false, 0, 0 },
        { "too few calls change nothing at first", true, 2, 4, 299, "few", "alike", true, 0, 0 },
        { "too few calls for five minutes", true, 2, 4, 300, "few", "alike", false, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Transitions))]
    public void An_api_goes_bad_and_good_by_its_calls(
        string why, bool bad, int low, int outlying, double since, string minute, string fleet, bool nextBad, int nextLow, int nextOutlying)
    {
        var next = new ApiStanding(bad, low, outlying, Now - TimeSpan.FromSeconds(since)).Next(CallsOf(minute), FleetOf(fleet), HealthRules.Usual, Now);
        Assert.True((nextBad, nextLow, nextOutlying) == (next.Bad, next.Low, next.Outlying), $"{why}: {next}");
    }

    [Fact]
    public void Rules_of_ones_own_are_kept()
    {
        var strict = new HealthRules { LeastSuccess = 0.98, LeastCalls = 10 };
        Assert.Equal(1, default(ApiStanding).Next(new(100, 8), Alike, strict, Now).Low);
        Assert.Equal(1, default(ApiStanding).Next(new(12, 6), Alike, strict, Now).Low);
        Assert.Equal(0, default(ApiStanding).Next(new(12, 6), Alike, HealthRules.Usual, Now).Low);
    }

    private static Calls CallsOf(string name) => name switch { "bad" => Bad, "good" => Good, "between" => Between, _ => Few };

    private static FleetComparison FleetOf(string name) => name switch { "alike" => Alike, "outlier" => Outlier, _ => Near };
}
