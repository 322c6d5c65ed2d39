namespace Muster.Client;

/// <summary>What this process answers. Bound from <c>Muster:Provider</c>.</summary>
public sealed class ProviderOptions
{
    /// <summary>The service to register.</summary>
    public string Service { get; set; } = "";

    /// <summary>
    /// Unique within the service. Default: host and port of the first address; of a worker without address, its host and
    /// process id.
    /// </summary>
    public string Id { get; set; } = "";

    /// <summary>
    /// How others reach this process. A URI is told as it is, and nothing else; a host or IP address stands in for the
    /// host of a server that listens everywhere (<c>http://*:8080</c>). Default: see <see cref="Prefer"/>.
    /// </summary>
    public string Address { get; set; } = "";

    /// <summary>
    /// Networks such as <c>10.0.0.0/8</c>, best first. A server that listens everywhere is told at this machine's address
    /// in the first of them that has one. Default: none, and then the address that the registry sees this process at,
    /// which is of no use behind address translation.
    /// </summary>
    public IList<string> Prefer { get; } = [];

    /// <summary>The share of calls, 0..10000. Default 100; 0 takes no calls.</summary>
    public int Weight { get; set; } = 100;

    /// <summary>What else consumers may want to know; at most 64 keys and 8 KB.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>
    /// How often readiness is asked for, 100 ms to 1 min. Default 2 s. Longer: a process that is not ready is called for
    /// longer; it leaves after three such answers. Shorter: the checks cost more.
    /// </summary>
    public TimeSpan ReadyEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long the process goes on serving after its goodbye, at most: it stops as soon as the registry says that everyone
    /// knows. Default 5 s; up to 25 s. Shorter than the slowest consumer takes: its calls meet a closed port. Longer: a
    /// consumer that hangs holds up every stop for as long. The host's own ShutdownTimeout ends it early.
    /// </summary>
    public TimeSpan LeaveFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How detectors may ask this process whether it is there. Default: nobody does.</summary>
    public ProbeOptions Probe { get; } = new();

    internal bool HasUri => Address.Contains("://", StringComparison.Ordinal);
}
