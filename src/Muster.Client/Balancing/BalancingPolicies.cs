namespace Muster.Client;

/// <summary>The names of the policies that <see cref="BalancingOptions"/> takes. docs/balancing.md says when to use which.</summary>
public static class BalancingPolicies
{
    /// <summary>Of two instances drawn by weight, the one with fewer calls of this process in flight.</summary>
    public const string LeastRequests = "least-requests";

    /// <summary>By turns, each as often as its weight says, evenly interleaved.</summary>
    public const string WeightedRoundRobin = "weighted-round-robin";

    /// <summary>By chance, each as often as its weight says.</summary>
    public const string WeightedRandom = "weighted-random";

    /// <summary>The same key goes to the same instance for as long as that one takes calls.</summary>
    public const string ConsistentHash = "consistent-hash";

    /// <summary>Instances of this process's own zone, as long as they can carry the load.</summary>
    public const string ZoneFirst = "zone-first";

    internal static IReadOnlyList<string> All { get; } = [LeastRequests, WeightedRoundRobin, WeightedRandom, ConsistentHash, ZoneFirst];

    /// <summary>The policy of a name, in any case; null when there is none.</summary>
    internal static Balancing.Policy? Parse(string name) => name.ToLowerInvariant() switch
    {
        LeastRequests => Balancing.Policy.LeastRequests,
        WeightedRoundRobin => Balancing.Policy.WeightedRoundRobin,
        WeightedRandom => Balancing.Policy.WeightedRandom,
        ConsistentHash => Balancing.Policy.ConsistentHash,
        ZoneFirst => Balancing.Policy.ZoneFirst,
        _ => null,
    };
}
