namespace Muster.Client.Balancing;

/// <summary>Of two drawn by weight, the one with fewer calls in flight per weight; idle ones share by weight alone.</summary>
/// <remarks>
/// Source: Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", IEEE TPDS 12(10), 2001: the longest queue
/// grows with log log n instead of log n, and two callers that see the same counts do not both run to the same instance.
/// </remarks>
internal static class LeastRequests
{
    private const int Redraws = 4;

    public static int Pick(Candidates among, Chance chance)
    {
        var first = among.ByWeight.Draw(chance.Next());
        if (among.Count == 1) return first;

        var second = first;
        for (var draw = 0; second == first && draw < Redraws; draw++) second = among.ByWeight.Draw(chance.Next());
        return IsLighter(among.InFlight(second), among.Weights[second], among.InFlight(first), among.Weights[first]) ? second : first;
    }

    /// <summary>A tie goes to the other, which was drawn first: so idle instances are taken exactly by weight.</summary>
    public static bool IsLighter(int inFlight, double weight, int othersInFlight, double othersWeight) =>
        inFlight * othersWeight < othersInFlight * weight;
}
