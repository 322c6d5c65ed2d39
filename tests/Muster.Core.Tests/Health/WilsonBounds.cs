using Muster.Core.Health;

namespace Muster.Core.Tests.Health;

/// <summary>The bounds of a ratio, by known values and by what must hold of any.</summary>
public sealed class WilsonBounds
{
    /// <summary>The most successes of each number of calls that prove an instance worse than 90 %.</summary>
    [Theory]
    [InlineData(20, 14)]
    [InlineData(50, 40)]
    [InlineData(100, 83)]
    [InlineData(200, 170)]
    [InlineData(1000, 877)]
    public void So_many_successes_prove_that_it_is_below_ninety_percent(int calls, int succeeded)
    {
        Assert.InRange(Wilson.Upper(Of(calls, succeeded)), 0, 0.90);
        Assert.InRange(Wilson.Upper(Of(calls, succeeded + 1)), 0.90, 1);
    }

    /// <summary>The fewest that prove it no worse.</summary>
    [Theory]
    [InlineData(30, 30)]
    [InlineData(50, 49)]
    [InlineData(100, 95)]
    [InlineData(200, 187)]
    public void So_many_successes_prove_that_it_is_not_below_ninety_percent(int calls, int succeeded)
    {
        Assert.InRange(Wilson.Lower(Of(calls, succeeded)), 0.90, 1);
        Assert.InRange(Wilson.Lower(Of(calls, succeeded - 1)), 0, 0.90);
    }

    [Fact]
    public void The_ratio_lies_between_its_bounds_and_more_calls_bring_them_closer()
    {
        for (var calls = 1; calls <= 200; calls++)
        {
            for (var succeeded = 0; succeeded <= calls; succeeded++)
            {
                var (few, many) = (Of(calls, succeeded), Of(calls * 10, succeeded * 10));
                Assert.InRange(few.Ratio, Wilson.Lower(few) - 1e-12, Wilson.Upper(few) + 1e-12);
                Assert.InRange(Wilson.Upper(many) - Wilson.Lower(many), 0, Wilson.Upper(few) - Wilson.Lower(few));
                Assert.InRange(Wilson.Upper(few), 0, 1 + 1e-12);
                Assert.InRange(Wilson.Lower(few), -1e-12, 1);
            }
        }
    }

    [Fact]
    public void Of_no_calls_nothing_is_known() => Assert.Equal((0.0, 1.0), (Wilson.Lower(default), Wilson.Upper(default)));

    private static Calls Of(int calls, int succeeded) => new(calls, calls - succeeded);
}
