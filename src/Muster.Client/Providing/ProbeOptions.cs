using Muster.Protocol;

namespace Muster.Client;

/// <summary>How detectors ask an instance whether it is there.</summary>
public enum ProbeKind
{
    /// <summary>Nobody asks: it is judged by its silence alone.</summary>
    None,

    /// <summary>A connection is accepted.</summary>
    Tcp,

    /// <summary>A GET is answered with 200 to 299.</summary>
    Http,

    /// <summary>The service <c>grpc.health.v1</c> answers SERVING.</summary>
    Grpc,
}

/// <summary>How detectors may ask this instance, at its first address, whether it is there. Bound from <c>Muster:Provider:Probe</c>.</summary>
public sealed class ProbeOptions
{
    /// <summary>Default: none, and nobody asks.</summary>
    public ProbeKind Kind { get; set; }

    /// <summary>Of HTTP: what is asked for. Default <c>/</c>. Take a check of this process alone, not of what all share.</summary>
    public string Path { get; set; } = "";

    /// <summary>Of gRPC: the service that is asked for. Default: the server as a whole.</summary>
    public string Service { get; set; } = "";

    /// <summary>Between two questions of one detector, 1 s to 5 min, spread by 10 %. Default 10 s. Shorter finds out sooner, and costs more.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>For one answer, 50 ms to 10 s, no more than the interval. Default 1 s. Shorter calls slow answers failures.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Failures in a row that make it down for a detector, 1 to 10. Default 3.</summary>
    public int Fall { get; set; } = 3;

    /// <summary>Successes in a row that make it up again, 1 to 10. Default 2.</summary>
    public int Rise { get; set; } = 2;

    internal Probe? ToWire() => Kind is ProbeKind.None ? null : new Probe
    {
        Kind = Kind switch { ProbeKind.Tcp => Probe.Types.Kind.Tcp, ProbeKind.Http => Probe.Types.Kind.Http, _ => Probe.Types.Kind.Grpc },
        Path = Path, Service = Service, IntervalMs = (uint)Interval.TotalMilliseconds, TimeoutMs = (uint)Timeout.TotalMilliseconds, Fall = (uint)Fall, Rise = (uint)Rise,
    };

    internal IEnumerable<string> Faults()
    {
        if (Kind is ProbeKind.None) yield break;
        if (Path.Length > 0 && (Kind is not ProbeKind.Http || Path[0] != '/' || !IsVisible(Path))) yield return $"Path: {Names.Quote(Path)} is not a path of HTTP that begins with a slash.";
        if (Service.Length > 0 && (Kind is not ProbeKind.Grpc || !IsVisible(Service))) yield return $"Service: {Names.Quote(Service)} is not a service of gRPC.";
        if (Interval.TotalMilliseconds is < Limits.ShortestProbeInterval or > Limits.LongestProbeInterval) yield return $"Interval: {Interval} is not within 00:00:01 to 00:05:00.";
        if (Timeout.TotalMilliseconds is < Limits.ShortestProbe or > Limits.LongestProbe || Timeout > Interval) yield return $"Timeout: {Timeout} is not within 00:00:00.050 to 00:00:10 and the interval.";
        if (Fall is < 1 or > (int)Limits.ProbesInARow) yield return $"Fall: {Fall} is not within 1 to {Limits.ProbesInARow}.";
        if (Rise is < 1 or > (int)Limits.ProbesInARow) yield return $"Rise: {Rise} is not within 1 to {Limits.ProbesInARow}.";
    }

    private static bool IsVisible(string text) => text.Length <= Limits.ProbeTarget && text.All(static one => one is >= '!' and <= '~');
}
