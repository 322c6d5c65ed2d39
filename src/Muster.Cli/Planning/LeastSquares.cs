namespace Muster.Cli.Planning;

/// <summary>What it costs per piece and per byte, from samples: the two coefficients whose relative errors, squared, are least in sum.</summary>
internal static class LeastSquares
{
    /// <param name="samples">Pieces, bytes, and what they took in all.</param>
    /// <returns>None is negative: a cost that noise would push below zero is zero.</returns>
    public static (double PerPiece, double PerByte) Fit(IReadOnlyList<(double Pieces, double Bytes, double Took)> samples)
    {
        double pp = 0, pb = 0, bb = 0, pt = 0, bt = 0;
        foreach (var (pieces, bytes, took) in samples)
        {
            if (took <= 0) continue;
            var (p, b) = (pieces / took, bytes / took);
            pp += p * p;
            pb += p * b;
            bb += b * b;
            pt += p;
            bt += b;
        }

        var determinant = (pp * bb) - (pb * pb);
        var perPiece = determinant > 0 ? ((pt * bb) - (bt * pb)) / determinant : 0;
        var perByte = determinant > 0 ? ((bt * pp) - (pt * pb)) / determinant : 0;
        if (perPiece >= 0 && perByte > 0) return (perPiece, perByte);
        return perByte > 0 ? (0, bt / bb) : (pp > 0 ? pt / pp : 0, 0);
    }
}
