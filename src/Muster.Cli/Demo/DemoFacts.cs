namespace Muster.Cli.Demo;

/// <summary>What the demonstration did and when, in <see cref="Moment"/>s. What came of it, the consumers' logs tell.</summary>
internal sealed record DemoFacts
{
    public required IReadOnlyList<DemoInstance> Instances { get; init; }

    /// <summary>When all was up and nothing was broken yet.</summary>
    public long AllUpAt { get; set; }

    /// <summary>Was killed, together with whoever had registered it.</summary>
    public required string Killed { get; init; }

    public long KilledAt { get; set; }

    /// <summary>Was asked to stop.</summary>
    public required string Stopped { get; init; }

    public long StoppedAt { get; set; }

    /// <summary>Was left alone.</summary>
    public required string Living { get; init; }

    public long RegistryKilledAt { get; set; }

    public long RegistryRestartedAt { get; set; }

    /// <summary>When every consumer held the restarted registry's list, by digest; null when that never was.</summary>
    public long? AgreedAt { get; set; }

    /// <summary>Started while the registry was away.</summary>
    public required string LateConsumer { get; init; }

    public long LateStartedAt { get; set; }

    public string ZoneOf(string instance) => Instances.First(one => one.Id == instance).Zone;
}
