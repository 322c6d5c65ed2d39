using Muster.Cli.Planning;

namespace Muster.Cli.Tests.Planning;

public sealed class Fitting
{
    [Theory]
    [InlineData(17.5, 0.8, 60)]
    [InlineData(80, 0, 40)]
    [InlineData(0, 2.5, 0)]
    public void Known_costs_are_found_again(double push, double nanoseconds, double change)
    {
        var costs = LeastSquares.Fit(Samples(push, nanoseconds, change, noise: 0), kinds: 3);

        Assert.Equal([push, nanoseconds, change], [Math.Round(costs[0] * 1e6, 4), Math.Round(costs[1] * 1e9, 4), Math.Round(costs[2] * 1e6, 4)]);
    }

    [Fact]
    public void Noise_moves_what_they_come_to_by_no_more_than_itself()
    {
        var costs = LeastSquares.Fit(Samples(20, 1, 50, noise: 0.05), kinds: 3);

        foreach (var (work, took) in Samples(20, 1, 50, noise: 0))
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

    [Fact]
    public void Of_each_kind_of_storm_the_run_in_the_middle_counts()
    {
        var samples = new FitSamples([[Single(cpu: 90, last: 0.5), Single(cpu: 11, last: 0.03), Single(cpu: 10, last: 0.02)]]);

        Assert.Equal(11e-6, samples.Cpu(idlePerSecond: 0).Push + (400 * samples.Cpu(idlePerSecond: 0).Byte), 1e-9);
        Assert.Equal(30e-6, samples.Arrival().Push + (400 * samples.Arrival().Byte), 1e-9);
    }

    [Fact]
    public void What_a_push_holds_up_is_told_by_its_first_and_its_last_consumer_whenever_the_window_was_over()
    {
        var samples = new FitSamples([[Single(cpu: 10, last: 0.0104)], [Restart(known: 0.25)], [Restart(known: 0.9)]]);

        Assert.Equal((10, 1), (Math.Round(samples.Arrival().Push * 1e6, 6), Math.Round(samples.Arrival().Byte * 1e9, 6)));
    }

    private static StormMeasured Single(double cpu, double last) => new(1000, 0, 1000, 400_000, cpu / 1000, 0.3, last, 400_000, last);

    private static StormMeasured Restart(double known) => new(1000, 200, 2000, 32_400_000, 0.02, known + 0.25, known, 32_000_000, 0.042);

    /// <summary>One change, all at once, a restart without pauses and a paced one, to two crowds.</summary>
    private static List<(double[] Work, double Took)> Samples(double push, double nanoseconds, double change, double noise)
    {
        var chance = new Random(3);
        return [.. from consumers in (double[])[250, 1000]
                   from storm in ((double Pushes, double Bytes, double Changes)[])[(1, 367, 1), (1, 31_750, 1), (2, 16_000, 100), (30, 20_000, 80)]
                   let work = (double[])[consumers * storm.Pushes, consumers * storm.Bytes, storm.Changes]
                   let took = (work[0] * push * 1e-6) + (work[1] * nanoseconds * 1e-9) + (work[2] * change * 1e-6)
                   select (work, took * (1 + (noise * ((2 * chance.NextDouble()) - 1))))];
    }
}
