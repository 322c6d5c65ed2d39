using System.ComponentModel;

namespace Muster.Server.Api;

[Description("What a thin client says of its instance.")]
internal sealed record RegistrationJson(
    [property: Description("1 to 8 absolute URIs; the first is preferred.")] IReadOnlyList<string> Addresses,
    string? Zone = null,
    string? Unit = null,
    [property: Description("Its share of the calls, 0 to 10000; 100 when absent.")] uint? Weight = null,
    [property: Description("At most 64 keys and 8 KB.")] IReadOnlyDictionary<string, string>? Metadata = null,
    [property: Description("How long it is believed without a heartbeat: 10s to 10m, else the nearest of the two; 30s when absent.")] string? Ttl = null,
    [property: Description("How detectors may ask it, at its first address, whether it is there; nobody does when absent.")] ProbeJson? Probe = null);

[Description("How detectors ask an instance whether it is there.")]
internal sealed record ProbeJson(
    [property: Description("tcp, http or grpc (grpc.health.v1).")] string Kind,
    [property: Description("Of http: begins with a slash; / when absent.")] string? Path = null,
    [property: Description("Of grpc: what is asked for; the server as a whole when absent.")] string? Service = null,
    [property: Description("1s to 5m; 10s when absent.")] string? Interval = null,
    [property: Description("50ms to 10s, no more than the interval; 1s when absent.")] string? Timeout = null,
    [property: Description("Failures in a row that make it down for a detector, 1 to 10; 3 when absent.")] uint? Fall = null,
    [property: Description("Successes in a row that make it up again, 1 to 10; 2 when absent.")] uint? Rise = null);
