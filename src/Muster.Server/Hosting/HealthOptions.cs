using Muster.Core.Health;

namespace Muster.Server.Hosting;

/// <summary>What the answers of services are measured by: the section <c>MusterServer:Health</c>.</summary>
internal sealed class HealthOptions
{
    /// <summary>The first entry that matches a service counts; where none does, the defaults. Default none.</summary>
    public IList<ServiceHealthOptions> Services { get; } = [];

    public HealthRuleBook ToRules() => new([.. Services.Select(entry => new HealthRuleEntry(entry.Namespace, entry.Service, entry.ToRules()))]);
}

/// <summary>What the services that match are measured by.</summary>
internal sealed class ServiceHealthOptions
{
    /// <summary>A namespace, or the beginning of one followed by <c>*</c>. Default <c>*</c>: every one.</summary>
    public string Namespace { get; set; } = "*";

    /// <summary>A service, or the beginning of one followed by <c>*</c>. Default <c>*</c>: every one.</summary>
    public string Service { get; set; } = "*";

    /// <summary>The share of an API's calls that must succeed, 0.50 to 0.99. Default 0.90. Higher finds less harm sooner, and lets go only after more good calls.</summary>
    public double LeastSuccess { get; set; } = HealthRules.Usual.LeastSuccess;

    /// <summary>Calls of an API within a minute below which nothing is concluded, 10 to 10,000. Default 20. Fewer find rare calls' trouble, and chance more often.</summary>
    public int LeastCalls { get; set; } = HealthRules.Usual.LeastCalls;

    /// <summary>How far below the other instances' an instance's share of successes must be, 0.01 to 0.50. Default 0.05. Less finds smaller differences.</summary>
    public double FleetGap { get; set; } = HealthRules.Usual.FleetGap;

    /// <summary>The share of its calls that an instance's bad APIs must carry before it is sub-healthy as a whole, 0.01 to 1. Default 0.20.</summary>
    public double BadShare { get; set; } = HealthRules.Usual.BadShare;

    /// <summary>APIs that make the instance sub-healthy whatever they carry, named as they are reported. Default none.</summary>
    public IList<string> Critical { get; } = [];

    public HealthRules ToRules() => new()
    {
        LeastSuccess = LeastSuccess,
        LeastCalls = LeastCalls,
        FleetGap = FleetGap,
        BadShare = BadShare,
        Critical = Critical.ToHashSet(StringComparer.Ordinal),
    };
}
