using Muster.Core.Health;

namespace Muster.Cli.Planning;

/// <summary>What a fleet costs while nothing special happens, what it weighs, and what it costs when everyone comes back at once.</summary>
internal sealed record SteadyForecast
{
    private const double SecondsPerDay = 86_400;

    /// <summary>Heartbeats, and pings of those who have been silent between two.</summary>
    public required double SignsOfLifePerSecond { get; init; }

    /// <summary>Registrations and deregistrations.</summary>
    public required double RegistrationsPerSecond { get; init; }

    public required double PushesPerSecond { get; init; }

    public required double BytesPerSecond { get; init; }

    /// <summary>Of one core.</summary>
    public required double CpuPercent { get; init; }

    public required long Connections { get; init; }

    public required long Instances { get; init; }

    public required double MemoryBytes { get; init; }

    /// <summary>CPU of everyone connecting again and being told that what he holds is current.</summary>
    public required double ReturnCpuSeconds { get; init; }

    public static SteadyForecast Of(Fleet fleet, StormCosts costs)
    {
        var restarts = fleet.AllInstances * fleet.RestartsPerDay / SecondsPerDay;
        var sizes = new PushSizes(fleet.PayloadBytes);
        var signs = fleet.Connections / Math.Min(fleet.HeartbeatSeconds, Lease.PingAfter.TotalSeconds);
        var pushes = 2 * restarts * fleet.Subscribers;   // alone in its window, a restart is two pushes: gone, and back
        var bytes = restarts * fleet.Subscribers * (sizes.Entries(0, 1, fleet.Instances) + sizes.Entries(1, 0, fleet.Instances) + (2 * PushSizes.Header));
        var cpu = ((signs * costs.HeartbeatMicroseconds) + (2 * restarts * costs.RegistrationMicroseconds) + (restarts * costs.ConnectMicroseconds) + costs.IdleMicroseconds) / 1e6;
        var subscriptions = (double)fleet.Consumers * fleet.Follows;
        var further = Math.Max(0, subscriptions - fleet.Consumers);

        return new()
        {
            SignsOfLifePerSecond = signs,
            RegistrationsPerSecond = 2 * restarts,
            PushesPerSecond = pushes,
            BytesPerSecond = bytes,
            CpuPercent = 100 * (cpu + costs.WorkSeconds(pushes, bytes)),
            Connections = fleet.Connections,
            Instances = fleet.AllInstances,
            MemoryBytes = costs.FixedBytes + (fleet.Connections * costs.ConnectionBytes) + (further * costs.SubscriptionBytes)
                + (fleet.AllInstances * (costs.InstanceBytes + fleet.PayloadBytes)),
            ReturnCpuSeconds = (fleet.Connections * costs.ConnectMicroseconds / 1e6) + costs.WorkSeconds(further, further * PushSizes.Header),
        };
    }
}
