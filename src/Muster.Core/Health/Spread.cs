namespace Muster.Core.Health;

/// <summary>Whether failures are spread over time, or come from one bad moment.</summary>
/// <remarks>
/// The bounds take each call for itself, but errors come in bursts: a thousand calls of one bad moment say as much about
/// the minute as that one moment does. So the slots are counted as well, each of them once, however many calls it has.
/// </remarks>
internal static class Spread
{
    public const int LeastSlots = 3;

    /// <summary>
    /// Whether fewer than a share succeeded in at least <see cref="LeastSlots"/> slots; in all, where fewer have calls.
    /// </summary>
    public static bool Holds(ReadOnlySpan<Calls> slots, double share)
    {
        var (speaking, below) = (0, 0);
        foreach (var slot in slots)
        {
            if (slot.Trials <= 0) continue;
            speaking++;
            if (slot.Ratio < share) below++;
        }

        return below >= Math.Min(LeastSlots, speaking);
    }
}
