using System.ComponentModel;

namespace Muster.Server.Api;

[Description("What a thin client says of its instance.")]
internal sealed record RegistrationJson(
    [property: Description("1 to 8 absolute URIs; the first is preferred.")] IReadOnlyList<string> Addresses,
    string? Zone = null,
    string? Unit = null,
    [property: Description("Its share of the calls, 0 to 10000; 100 when absent.")] uint? Weight = null,
    [property: Description("At most 64 keys and 8 KB.")] IReadOnlyDictionary<string, string>? Metadata = null,
    [property: Description("How long it is believed without a heartbeat: 10s to 10m, else the nearest of the two; 30s when absent.")] string? Ttl = null);
