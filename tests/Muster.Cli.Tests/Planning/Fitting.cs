using Muster.Cli.Planning;

namespace Muster.Cli.Tests.Planning;

public sealed class Fitting
{
    [Theory]
    [InlineData(17.5, 0.8, 5, 60)]
    [InlineData(80, 0, 0, 40)]
    [InlineData(0, 2.5, 12, 0)]
    public void Known_costs_are_found_again(double push, double nanoseconds, double first, double change)
    {
        var costs = LeastSquares.Fit(Samples(push, nanoseconds, first, change, noise: 0), kinds: 4);

        Assert.Equal([push, nanoseconds, first, change], [Math.Round(costs[0] * 1e6, 4), Math.Round(costs[1] * 1e9, 4), Math.Round(costs[2] * 1e6, 4), Math.Round(costs[3] * 1e6, 4)]);
    }

    [Fact]
    public void Noise_moves_what_they_come_to_by_no_more_than_itself()
    {
        var costs = LeastSquares.Fit(Samples(20, 1, 5, 50, noise: 0.05), kinds: 4);

        foreach (var (work, took) in Samples(20, 1, 5, 50, noise: 0))
            Assert.InRange(work.Zip(costs, (much, cost) => much * cost).Sum() / took, 0.95, 1.05);
    }

    [Fact]
    public void No_cost_is_below_zero()
    {
        var costs = LeastSquares.Fit([([1000, 350_000], 0.05), ([2000, 32_000_000], 0.06)], kinds: 2);

        Assert.Equal(0, costs[1]);
        Assert.InRange(costs[0], 30e-6, 50e-6);
    }

    [Fact]
    public void Nothing_measured_is_nothing_known() => Assert.Equal([0, 0], LeastSquares.Fit([([0, 0], 0)], kinds: 2));

    /// <summary>One change, all at once, a restart without pauses and a paced one, to two crowds.</summary>
    private static List<(double[] Work, double Took)> Samples(double push, double nanoseconds, double first, double change, double noise)
    {
        var chance = new Random(3);
        return [.. from consumers in (double[])[250, 1000]
                   from storm in ((double Pushes, double Bytes, double Changes)[])[(1, 367, 1), (1, 31_750, 1), (2, 16_000, 100), (30, 20_000, 80)]
                   let work = (double[])[consumers * storm.Pushes, consumers * storm.Bytes, consumers, storm.Changes]
                   let took = (work[0] * push * 1e-6) + (work[1] * nanoseconds * 1e-9) + (work[2] * first * 1e-6) + (work[3] * change * 1e-6)
                   select (work, took * (1 + (noise * ((2 * chance.NextDouble()) - 1))))];
    }
}
