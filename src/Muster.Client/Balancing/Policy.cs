namespace Muster.Client.Balancing;

/// <summary>How one of several instances is chosen. The names that users write are in <see cref="BalancingPolicies"/>.</summary>
internal enum Policy
{
    LeastRequests,
    WeightedRoundRobin,
    WeightedRandom,
    ConsistentHash,
    ZoneFirst,
}
