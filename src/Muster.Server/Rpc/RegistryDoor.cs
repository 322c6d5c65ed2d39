using Muster.Core.Catalog;
using Muster.Server.Hosting;
using Muster.Server.Metrics;

namespace Muster.Server.Rpc;

/// <summary>What every connection of a node needs of it.</summary>
/// <param name="Loop">The registry.</param>
/// <param name="Meter">Counts streams and pushes.</param>
/// <param name="Time">The clock of the connections' patience.</param>
/// <param name="Left">Set once the node has told its clients to go: a connection that the registry did not know yet ends too.</param>
internal sealed record RegistryDoor(RegistryLoop Loop, NodeMeter Meter, TimeProvider Time, CancellationToken Left)
{
    /// <summary>Reads registrations for the registry.</summary>
    public CandidateReader Candidates { get; } = new();

    /// <summary>Who of the connections sends next.</summary>
    public SendTurns Turns { get; } = new();
}
