namespace Muster.Core.Health;

/// <summary>How good, at best and at worst, that is which has shown this ratio: the bounds of Wilson's interval.</summary>
/// <remarks>
/// <c>(p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)</c>, one-sided. A raw ratio of few calls says nothing: of twenty calls
/// of an instance that is good in 97 of 100, fewer than 90 % succeed once in fifty times.
/// </remarks>
internal static class Wilson
{
    private const double Z99 = 2.326, Z95 = 1.645;

    /// <summary>With a confidence of 99 %, it is no better than this.</summary>
    public static double Upper(Calls calls) => Bound(calls, Z99);

    /// <summary>With a confidence of 95 %, it is no worse than this.</summary>
    public static double Lower(Calls calls) => Bound(calls, -Z95);

    private static double Bound(Calls calls, double z)
    {
        if (calls.Trials <= 0) return z > 0 ? 1 : 0;
        var (p, part) = (calls.Ratio, z * z / calls.Trials);
        return (p + (part / 2) + (z * Math.Sqrt(((p * (1 - p)) + (part / 4)) / calls.Trials))) / (1 + part);
    }
}
