namespace Muster.Cli.Planning;

/// <summary>Who is served in quiet times.</summary>
internal sealed record Fleet
{
    public int Services { get; init; } = 100;

    /// <summary>Of each service.</summary>
    public int Instances { get; init; } = 100;

    /// <summary>Processes that register instances.</summary>
    public int Providers { get; init; } = 10_000;

    /// <summary>Processes that follow services.</summary>
    public int Consumers { get; init; } = 10_000;

    /// <summary>Services that each consumer follows.</summary>
    public int Follows { get; init; } = 10;

    /// <summary>One encoded instance.</summary>
    public int PayloadBytes { get; init; } = 300;

    public double HeartbeatSeconds { get; init; } = 30;

    /// <summary>How often each instance is restarted in a day.</summary>
    public double RestartsPerDay { get; init; } = 1;

    public long AllInstances => (long)Services * Instances;

    public long Connections => (long)Providers + Consumers;

    /// <summary>Of each service, followed evenly.</summary>
    public int Subscribers => (int)Math.Ceiling((double)Consumers * Follows / Services);
}
