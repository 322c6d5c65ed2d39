namespace Muster.Core.Health;

/// <summary>An instance judged dead by silence, as the budget sees it.</summary>
internal readonly record struct SoftDeath(string Id, string Zone, TimeSpan Since);

/// <summary>
/// How many silent instances may be hidden, and which. A pure function of the facts, so that every node answers alike.
/// </summary>
/// <remarks>
/// Of N = listed now + involuntarily gone: none of N = 1, else max(1, ⌊0.40·N⌋); the same again for each zone, and the
/// smaller counts. Longest dead first. What the budget does not cover stays listed, flagged protected. Since a budget
/// is always below N, silence never hides the last instance.
/// </remarks>
internal static class EjectionBudget
{
    public const int Percent = 40;

    public static int Of(int known) => known <= 1 ? 0 : Math.Max(1, known * Percent / 100);

    private static readonly HashSet<string> Nobody = [];

    /// <summary>The ids to hide. Not to be changed.</summary>
    /// <param name="dead">The dead of one service, longest dead first, ties by id.</param>
    /// <param name="knownInZone">All of the service's instances by zone, the dead included.</param>
    public static IReadOnlySet<string> Hidden(IReadOnlyCollection<SoftDeath> dead, IReadOnlyDictionary<string, int> knownInZone)
    {
        if (dead.Count == 0) return Nobody;

        var hidden = new HashSet<string>(StringComparer.Ordinal);
        var left = Of(knownInZone.Values.Sum());
        var leftInZone = new Dictionary<string, int>(StringComparer.Ordinal);

        foreach (var death in dead)
        {
            if (left == 0) break;
            var zoneLeft = leftInZone.TryGetValue(death.Zone, out var some) ? some : Of(knownInZone[death.Zone]);
            leftInZone[death.Zone] = Math.Max(0, zoneLeft - 1);
            if (zoneLeft == 0) continue;
            hidden.Add(death.Id);
            left--;
        }

        return hidden;
    }
}
