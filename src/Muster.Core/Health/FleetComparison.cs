namespace Muster.Core.Health;

/// <summary>One instance beside all others of its service, in one API and half a minute.</summary>
/// <param name="Mine">The instance's calls.</param>
/// <param name="Others">Those of the others that have enough to be compared, together.</param>
/// <param name="Hosts">How many have enough, the instance included.</param>
/// <remarks>
/// The instance is left out of what it is compared with, so that a bad one does not hide behind its own weight: with
/// two proportions, <c>z = (pₒ − pₘ) / √(p(1−p)(1/nₒ + 1/nₘ))</c>, where p is that of both together. A rule of the mean
/// and its deviation (mean − 1.9 σ) finds neither of two bad ones of five, and always some of a hundred good ones.
/// </remarks>
internal readonly record struct FleetComparison(Calls Mine, Calls Others, int Hosts)
{
    public const int LeastHosts = 5, LeastCalls = 50, LeastFailures = 5;

    /// <summary>In a fleet above this size chance has many tries, so each must show twice the calls.</summary>
    private const int LargeFleet = 50;

    private const double LeastZ = 3.7;

    /// <summary>Whether it is worse than the others by at least a gap, beyond what chance does.</summary>
    public bool IsOutlier(double gap) =>
        Hosts >= LeastHosts && Mine.Trials >= (Hosts > LargeFleet ? 2 : 1) * LeastCalls && Mine.Failed >= LeastFailures
        && Others.Ratio - Mine.Ratio >= gap && Z >= LeastZ;

    /// <summary>Whether it is no longer worse by even half the gap.</summary>
    public bool IsBack(double gap) => Hosts < LeastHosts || Others.Ratio - Mine.Ratio < gap / 2;

    private double Z
    {
        get
        {
            var p = (Mine + Others).Ratio;
            return (Others.Ratio - Mine.Ratio) / Math.Sqrt(p * (1 - p) * ((1 / Others.Trials) + (1 / Mine.Trials)));
        }
    }
}
