namespace Muster.Protocol;

/// <summary>The optional behaviour that a client can announce in its <see cref="Hello"/>.</summary>
public static class Capabilities
{
    /// <summary>The client says <see cref="Protocol.Applied"/> when it is asked to.</summary>
    public const string Applied = "applied";

    /// <summary>The client answers every <see cref="Instruction"/>.</summary>
    public const string Instructions = "instructions";
}
