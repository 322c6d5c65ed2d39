namespace Muster.Client;

/// <summary>How calls are shared out among the instances of a service. Bound from <c>Muster:Consumer</c>.</summary>
public sealed class BalancingOptions
{
    /// <summary>One of <see cref="BalancingPolicies"/>, for every service that <see cref="Policies"/> does not name. Default: <c>least-requests</c>.</summary>
    public string Policy { get; set; } = BalancingPolicies.LeastRequests;

    /// <summary>The policy of single services, by name.</summary>
    public IDictionary<string, string> Policies { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// How long an instance that is new in the list takes to reach its full share. Default 30 s; zero: at once. Longer
    /// spares cold instances, and lets a rolling restart run with fewer warm ones.
    /// </summary>
    public TimeSpan SlowStart { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an instance that is healthy again after having been sub-healthy takes from a fifth of its share to all of it.
    /// Default 60 s; zero: at once. Longer spares what has just recovered, and leaves its load to the others for as long.
    /// </summary>
    public TimeSpan SlowRecovery { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// <c>zone-first</c>: the calls in flight from this process, per instance of weight 100, at which the own zone is busy
    /// and further calls go elsewhere. Default 64. Lower spills sooner, and crosses zones more often.
    /// </summary>
    public int ZoneBusyAt { get; set; } = 64;

    /// <summary>Which part of a very large service is called.</summary>
    public SubsetOptions Subset { get; } = new();

    /// <summary>When an instance that fails this process's calls is left alone for a while.</summary>
    public EjectionOptions Ejection { get; } = new();

    /// <summary>How often a failed call may be tried on another instance.</summary>
    public RetryOptions Retry { get; } = new();
}
