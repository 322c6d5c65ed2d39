using Microsoft.Extensions.Logging;
using Muster.Client.Outcomes;

namespace Muster.Client.Balancing;

/// <summary>What the balancers of one client share.</summary>
internal sealed record BalancerSetup(BalancingOptions Options, string Zone, TimeProvider Clock, Chance Chance, ILogger Logger)
{
    /// <summary>Where what came of calls is counted for the registry.</summary>
    public OutcomeTable Outcomes { get; init; } = new();

    /// <summary>A hash of the process's name: what it draws its part of a large service by.</summary>
    public ulong Consumer { get; init; }

    public Policy PolicyOf(string service)
    {
        var name = Options.Policies.TryGetValue(service, out var own) ? own : Options.Policy;
        return BalancingPolicies.Parse(name) ?? throw new InvalidOperationException($"The options were not checked: there is no policy '{name}'.");
    }
}
