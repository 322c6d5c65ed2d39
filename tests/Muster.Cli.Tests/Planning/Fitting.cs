using Muster.Cli.Planning;

namespace Muster.Cli.Tests.Planning;

public sealed class Fitting
{
    [Theory]
    [InlineData(17.5, 0.8)]
    [InlineData(80, 0)]
    [InlineData(0, 2.5)]
    public void Known_costs_are_found_again(double microseconds, double nanoseconds)
    {
        var (perPiece, perByte) = LeastSquares.Fit(Samples(microseconds, nanoseconds, noise: 0));

        Assert.Equal((microseconds, nanoseconds), (Math.Round(perPiece * 1e6, 6), Math.Round(perByte * 1e9, 6)));
    }

    [Fact]
    public void Noise_moves_them_by_no_more_than_itself()
    {
        var (perPiece, perByte) = LeastSquares.Fit(Samples(20, 1, noise: 0.05));

        Assert.InRange(perPiece * 1e6, 18, 22);
        Assert.InRange(perByte * 1e9, 0.8, 1.2);
    }

    [Fact]
    public void No_cost_is_below_zero()
    {
        var (perPiece, perByte) = LeastSquares.Fit([(1000, 350_000, 0.05), (2000, 32_000_000, 0.06)]);

        Assert.Equal(0, perByte);
        Assert.InRange(perPiece, 30e-6, 50e-6);
    }

    [Fact]
    public void Nothing_measured_is_nothing_known() => Assert.Equal((0, 0), LeastSquares.Fit([(0, 0, 0)]));

    private static List<(double Pieces, double Bytes, double Took)> Samples(double microseconds, double nanoseconds, double noise)
    {
        var chance = new Random(3);
        return [.. from pieces in (double[])[500, 1000, 2000]
                   from size in (double[])[350, 4000, 16_000]
                   let took = (pieces * microseconds * 1e-6) + (pieces * size * nanoseconds * 1e-9)
                   select (pieces, pieces * size, took * (1 + (noise * ((2 * chance.NextDouble()) - 1))))];
    }
}
