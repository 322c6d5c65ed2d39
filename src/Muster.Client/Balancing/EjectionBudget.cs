namespace Muster.Client.Balancing;

/// <summary>How many instances of a service may be ejected at once.</summary>
internal static class EjectionBudget
{
    /// <summary>max(1, ⌊share·n⌋), but never the last one; 0 when the share is 0.</summary>
    /// <param name="callable">The instances that take calls, ejected or not.</param>
    public static int Of(int callable, double share) =>
        callable < 2 || share <= 0 ? 0 : Math.Min(callable - 1, Math.Max(1, (int)(share * callable)));
}
