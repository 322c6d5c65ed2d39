using Muster.Peers.Wires;

namespace Muster.Load.Registry;

/// <summary>One conversation with a registry, whatever carries it: whole messages up, and down to the handler given at its making.</summary>
internal interface ILink
{
    Wire Wire { get; }

    /// <summary>Sends a message; the first one begins the conversation.</summary>
    void Send(ReadOnlySpan<byte> message);
}
