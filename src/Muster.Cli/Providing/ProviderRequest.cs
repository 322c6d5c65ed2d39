using Muster.Cli.CommandLine;
using Muster.Client;
using Muster.Core.Catalog;
using Muster.Protocol;

namespace Muster.Cli.Providing;

/// <summary>What is to be registered, after everything was checked that can be checked without a registry.</summary>
internal sealed record ProviderRequest(string Service, InstanceDescription Instance)
{
    /// <exception cref="CommandFailure">Something breaks a rule.</exception>
    public static ProviderRequest Check(string service, string address, string? id, string zone, int weight, IReadOnlyList<string> meta)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw Fault($"--address: {Names.Quote(address)} is not a URL with a host, such as http://10.0.0.7:8080.");
        if (uri.UserInfo.Length > 0) throw Fault("--address: it has a user name or a password in it, which every consumer would see. Leave them out.");
        if (weight < 0 || weight > Limits.Weight) throw Fault($"--weight: {weight} is not within 0 to {Limits.Weight}.");

        var instance = new InstanceDescription(address) { Zone = zone, Weight = weight, Metadata = MetadataOf(meta) };
        if (id is not null) instance = instance with { Id = id };
        return InstanceRules.FaultIn(service, instance.ToWire()) is { } fault ? throw Fault(fault.Message) : new(service, instance);
    }

    /// <summary>The same, with leave for detectors to ask it; null: nobody asks.</summary>
    public ProviderRequest AskedBy(Probe? probe) => this with
    {
        Instance = Instance with
        {
            Probe = probe is null ? null : new ProbeOptions { Kind = KindOf(probe.Kind), Path = probe.Path, Service = probe.Service },
        },
    };

    private static ProbeKind KindOf(Probe.Types.Kind kind) => kind switch
    {
        Probe.Types.Kind.Tcp => ProbeKind.Tcp,
        Probe.Types.Kind.Http => ProbeKind.Http,
        Probe.Types.Kind.Grpc => ProbeKind.Grpc,
        _ => throw new InvalidOperationException($"Unknown probe {kind}."),
    };

    private static Dictionary<string, string> MetadataOf(IReadOnlyList<string> meta)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in meta)
        {
            if (pair.Split('=', 2) is not [{ Length: > 0 } key, var value]) throw Fault($"--meta: {Names.Quote(pair)} is not KEY=VALUE.");
            if (!metadata.TryAdd(key, value)) throw Fault($"--meta: the key {Names.Quote(key)} is given twice.");
        }

        return metadata;
    }

    private static CommandFailure Fault(string message) => new(ExitCode.Usage, message);
}
