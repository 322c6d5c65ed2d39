using Muster.Core.Access;
using Muster.Core.Health;

namespace Muster.Core;

/// <summary>What a registry is told about itself at its start. The node validates it.</summary>
internal sealed record RegistryOptions
{
    /// <summary>The start counter of this node; part of every revision.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>Who may do what.</summary>
    public required CallerDirectory Callers { get; init; }

    /// <summary>Asked of every stream session. Default: heartbeat 30 s, timeout 90 s.</summary>
    public Lease Lease { get; init; } = Lease.OfTimeout(TimeSpan.FromSeconds(90));

    /// <summary>What the answers of services are measured by.</summary>
    public HealthRuleBook Health { get; init; } = HealthRuleBook.Usual;

    /// <summary>The environment that clients are told they have reached; empty when the operator named none.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Whether published lists are told together with what they changed: somebody keeps a journal.</summary>
    public bool TellsEdits { get; init; }

    /// <summary>Nodes that clients may turn to, <c>host:port</c>.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>Where the node itself looks from when it asks instances.</summary>
    public string Location { get; init; } = "default";

    /// <summary>Spreads probes in time, so that not all are made at once.</summary>
    public Random Chance { get; init; } = new(0);

    /// <summary>
    /// Whether more may have been known than could be restored: the node has lived before, and its facts are gone, or it
    /// did not come to write the last of them down. Its lists are then flagged stale until every living session has had
    /// the time to return.
    /// </summary>
    public bool FactsWereLost { get; init; }
}
