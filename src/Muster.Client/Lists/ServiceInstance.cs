using Google.Protobuf;
using Muster.Protocol;

namespace Muster.Client;

/// <summary>How an instance does, as the registry sees it. Prefer the healthy; the others still stand for something.</summary>
public enum InstanceState
{
    /// <summary>It answers.</summary>
    Healthy,

    /// <summary>It answers, but worse than it should.</summary>
    SubHealthy,

    /// <summary>Its connection is lost or its heartbeats are missing.</summary>
    Suspect,

    /// <summary>Judged dead, and still listed because too many others are.</summary>
    Dead,
}

/// <summary>One process (or one port of one) that answers a service. Immutable.</summary>
public sealed class ServiceInstance
{
    private const int DefaultWeight = 100;

    /// <summary>A healthy instance, for a directory of your own.</summary>
    public ServiceInstance(InstanceDescription instance)
        : this(instance, InstanceState.Healthy)
    {
    }

    /// <summary>An instance, for a directory of your own.</summary>
    public ServiceInstance(InstanceDescription instance, InstanceState state)
        : this(ToListed(instance.ToWire(), ToWire(state)))
    {
    }

    internal ServiceInstance(Listed listed)
    {
        Listed = listed;
        var instance = listed.Instance ?? new Instance();
        Id = instance.Id;
        Addresses = [.. instance.Addresses];
        Zone = instance.Zone;
        Unit = instance.Unit;
        Weight = instance.HasWeight ? (int)instance.Weight : DefaultWeight;
        Metadata = instance.Metadata;
        State = listed.State switch
        {
            Protocol.State.SubHealthy => InstanceState.SubHealthy,
            Protocol.State.Suspect => InstanceState.Suspect,
            Protocol.State.Dead => InstanceState.Dead,
            _ => InstanceState.Healthy,   // also what a later registry may add: it is listed, so it may be called
        };
        DigestPart = ListDigest.Entry(Id, listed.Version);
    }

    /// <summary>Unique within the service.</summary>
    public string Id { get; }

    /// <summary>The preferred address, a URI such as <c>http://10.0.0.7:8080</c>.</summary>
    public string Address => Addresses.Count > 0 ? Addresses[0] : "";

    /// <summary>All addresses, the preferred one first.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>Where it runs; empty when it did not say.</summary>
    public string Zone { get; }

    /// <summary>The gateway or business unit that it belongs to; empty when it did not say.</summary>
    public string Unit { get; }

    /// <summary>Its share of calls, 0..10000; 100 when it did not say.</summary>
    public int Weight { get; }

    /// <summary>What else it says of itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>How it does.</summary>
    public InstanceState State { get; }

    /// <summary>Judged dead, but listed: hiding it would hide too many.</summary>
    public bool Protected => Listed.Protected;

    /// <summary>Why it is not healthy, as it was when it became so; for people. Empty where it is healthy.</summary>
    public string Evidence => Listed.Evidence;

    /// <summary>Locations whose detectors cannot reach it while the others can: from there it takes little.</summary>
    public IReadOnlyList<string> DownIn => Listed.DownIn;

    /// <summary>Changes whenever anything that consumers see of it changes.</summary>
    public ulong Version => Listed.Version;

    /// <summary>The registry's own words, fields that this client does not know included.</summary>
    internal Listed Listed { get; }

    internal ulong DigestPart { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id} at {Address} ({State})";

    private static Listed ToListed(Instance instance, State state) =>
        new() { Instance = instance, State = state, Version = XxHash64.Hash(instance.ToByteArray(), (ulong)state) };

    private static State ToWire(InstanceState state) => state switch
    {
        InstanceState.Healthy => Protocol.State.Healthy,
        InstanceState.SubHealthy => Protocol.State.SubHealthy,
        InstanceState.Suspect => Protocol.State.Suspect,
        InstanceState.Dead => Protocol.State.Dead,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown state."),
    };
}
