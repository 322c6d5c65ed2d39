namespace Muster.Client.Balancing;

/// <summary>Whether a call stays in the own zone.</summary>
/// <remarks>
/// A zone can carry its load while what its instances can take now (weights after health, slow start and ejection) is at
/// least 1/1.4 of what they could take at their best, and fewer calls are in flight than <c>busyAt</c> per
/// 100 of that weight. While the own zone can, no call leaves it. When health is short, the missing part of the calls
/// leaves; when it is busy, each further call does. Nobody leaves for a place that is no better off. The factor 1.4
/// is Envoy's default overprovisioning factor for priority levels.
/// </remarks>
internal static class ZoneFirst
{
    public const double Overprovision = 1.4;

    /// <summary>The share of its calls that a zone can carry by its health, 0..1.</summary>
    public static double Share(double available, double nominal) => nominal > 0 ? Math.Min(1, Overprovision * available / nominal) : 0;

    public static bool IsBusy(int inFlight, double available, int busyAt) => inFlight * 100.0 >= busyAt * available;

    /// <param name="chance">Above 0 and below 1.</param>
    public static bool Stays(ZoneLoad here, ZoneLoad elsewhere, double chance)
    {
        if (here.Share <= 0) return false;
        if (elsewhere.Share <= 0) return true;
        if (here.Busy && !elsewhere.Busy) return false;
        return chance < here.Share || elsewhere.Share <= here.Share;
    }
}

/// <summary>How one side of the zone's border stands.</summary>
/// <param name="Share">The share of its calls that it can carry by its health, 0..1.</param>
/// <param name="Busy">As many calls are in flight as it can take.</param>
internal readonly record struct ZoneLoad(double Share, bool Busy);
