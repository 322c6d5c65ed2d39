namespace Muster.Testing.Simulated;

/// <summary>How badly the network treats frames about lists. Probabilities, each drawn for itself.</summary>
public sealed record NetworkFaults(double Drop, double Repeat, double Reorder)
{
    public static readonly NetworkFaults None = new(0, 0, 0);

    /// <summary>What a reordered or repeated frame is late by, at most.</summary>
    public TimeSpan Late { get; init; } = TimeSpan.FromMilliseconds(500);
}
