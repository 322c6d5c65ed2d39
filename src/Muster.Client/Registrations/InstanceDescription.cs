using Muster.Protocol;

namespace Muster.Client;

/// <summary>What a provider says of one instance. Limits: docs/protocol.md.</summary>
/// <param name="Address">The preferred address, a URI such as <c>http://10.0.0.7:8080</c>.</param>
public sealed record InstanceDescription(string Address)
{
    /// <summary>Unique within the service. Default: host and port of the address.</summary>
    public string Id { get; init; } = DefaultId(Address);

    /// <summary>More addresses of the same instance.</summary>
    public IReadOnlyList<string> OtherAddresses { get; init; } = [];

    /// <summary>Where it runs; empty when that does not matter.</summary>
    public string Zone { get; init; } = "";

    /// <summary>The gateway or business unit that it belongs to.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Its share of calls, 0..10000. Default 100; 0 takes no calls.</summary>
    public int Weight { get; init; } = 100;

    /// <summary>What else consumers may want to know; at most 64 keys and 8 KB.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>How detectors may ask it whether it is there; null: nobody does. Consumers are not told.</summary>
    public ProbeOptions? Probe { get; init; }

    internal Instance ToWire() => new()
    {
        Id = Id,
        Addresses = { Address, OtherAddresses },
        Zone = Zone,
        Unit = Unit,
        Weight = (uint)Math.Max(0, Weight),
        Metadata = { Metadata.ToDictionary() },
    };

    private static string DefaultId(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.IsDefaultPort ? HostOf(uri) : $"{HostOf(uri)}:{uri.Port}" : "";

    /// <summary>An id takes no brackets and starts with a letter or digit, so <c>[::1]</c> becomes <c>0::1</c>.</summary>
    private static string HostOf(Uri uri)
    {
        var host = uri.Host.Trim('[', ']');
        return host.StartsWith(':') ? $"0{host}" : host;
    }
}
