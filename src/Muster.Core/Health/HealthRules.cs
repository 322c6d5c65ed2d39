namespace Muster.Core.Health;

/// <summary>What a service is measured by.</summary>
internal sealed record HealthRules
{
    public static readonly HealthRules Usual = new();

    /// <summary>The share of calls that must succeed. Default 0.90.</summary>
    public double LeastSuccess { get; init; } = 0.90;

    /// <summary>Calls within a minute below which nothing is concluded. Default 20.</summary>
    public int LeastCalls { get; init; } = 20;

    /// <summary>How much worse than the others' an instance's share of successes must be. Default 0.05.</summary>
    public double FleetGap { get; init; } = 0.05;

    /// <summary>The share of an instance's calls that bad APIs must have before the instance is sub-healthy. Default 0.20.</summary>
    public double BadShare { get; init; } = 0.20;

    /// <summary>APIs that make the instance sub-healthy whatever their share. Default none.</summary>
    public IReadOnlySet<string> Critical { get; init; } = new HashSet<string>();
}
