namespace Muster.Client;

/// <summary>Whether this process calls a part of a very large service only, so that its connections do not grow with the fleet.</summary>
public sealed class SubsetOptions
{
    /// <summary>
    /// How many sound instances of a service this process calls at least. Default 0: all of them; otherwise at least 3.
    /// More spreads the load more evenly, and costs connections. A service that has no more instances is called whole.
    /// </summary>
    public int Size { get; set; }

    /// <summary>
    /// How many processes call these services as this one does, when each knows its <see cref="Index"/>: then the load is shared
    /// out exactly. Default 0: unknown, and each process draws its part by its name, with some unevenness.
    /// </summary>
    public int Peers { get; set; }

    /// <summary>Which of the <see cref="Peers"/> this process is, from 0; such as the ordinal of a stateful set. Default 0.</summary>
    public int Index { get; set; }
}
