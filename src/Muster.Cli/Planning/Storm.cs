namespace Muster.Cli.Planning;

/// <summary>A rolling restart: each instance leaves, and comes back changed, before the next one leaves.</summary>
internal sealed record Storm
{
    /// <summary>Services that are restarted at once, each by itself.</summary>
    public int Services { get; init; } = 1;

    /// <summary>From one change of a service to the next; 0: as fast as they come.</summary>
    public double PaceMilliseconds { get; init; }

    /// <summary>Whether those who come back are new processes, which connect.</summary>
    public bool Reconnects { get; init; } = true;
}
