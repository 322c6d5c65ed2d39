namespace Muster.Core.Health;

/// <summary>An instance judged dead, as the budget sees it.</summary>
/// <param name="Hard">Proven, not concluded from silence.</param>
internal readonly record struct Death(string Id, string Zone, TimeSpan Since, bool Hard);

/// <summary>
/// How many dead instances may be hidden, and which. A pure function of the facts, so that every node answers alike.
/// </summary>
/// <remarks>
/// Of N = listed now + involuntarily gone: none of N = 1, else max(1, ⌊0.40·N⌋); the same again for each zone, and the
/// smaller counts. Longest dead first. What the budget does not cover stays listed, flagged protected. Proven deaths go
/// first, use the budget up and may exceed it, all but the last instance: failure never hides that.
/// </remarks>
internal static class EjectionBudget
{
    public const int Percent = 40;

    public static int Of(int known) => known <= 1 ? 0 : Math.Max(1, known * Percent / 100);

    private static readonly HashSet<string> Nobody = [];

    /// <summary>The ids to hide. Not to be changed.</summary>
    /// <param name="dead">The dead of one service, longest dead first, ties by id.</param>
    /// <param name="knownInZone">All of the service's instances by zone, the dead included.</param>
    public static IReadOnlySet<string> Hidden(IReadOnlyCollection<Death> dead, IReadOnlyDictionary<string, int> knownInZone)
    {
        if (dead.Count == 0) return Nobody;

        var hidden = new HashSet<string>(StringComparer.Ordinal);
        var known = knownInZone.Values.Sum();
        var left = Of(known);
        var leftInZone = new Dictionary<string, int>(StringComparer.Ordinal);

        foreach (var death in dead)
            if (death.Hard && hidden.Count < known - 1) Hide(death);
        foreach (var death in dead)
            if (!death.Hard && left > 0 && LeftIn(death.Zone) > 0) Hide(death);
        return hidden;

        int LeftIn(string zone) => leftInZone.TryGetValue(zone, out var some) ? some : Of(knownInZone[zone]);

        void Hide(Death death)
        {
            hidden.Add(death.Id);
            left--;
            leftInZone[death.Zone] = LeftIn(death.Zone) - 1;
        }
    }
}
