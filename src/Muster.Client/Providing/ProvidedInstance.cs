using System.Net;
using Microsoft.Extensions.Options;
using Muster.Protocol;

namespace Muster.Client.Providing;

/// <summary>What this process says of itself: its configuration, and the addresses that follow from where it listens.</summary>
internal sealed class ProvidedInstance(IProvidingProcess process, IOptions<ProviderOptions> options, IOptions<MusterOptions> place)
{
    private readonly ProviderOptions _options = options.Value;

    public string Service => _options.Service;

    /// <summary>Answers the instance, or null when only the registry can tell where this process is.</summary>
    /// <exception cref="MusterException">No address can ever be told.</exception>
    public InstanceDescription? Describe()
    {
        var (rule, bound) = (Rule(), Bound());
        if (bound.Count == 0)
            throw new MusterException(ErrorCode.Invalid, $"The server listens on {Listed()}, where no consumer can reach it. Bind it to a network address, or set Muster:Provider:Address, for example to http://10.0.0.7:8080.");
        return rule.NeedSeen(bound) ? null : Described(rule.Of(bound, seen: null));
    }

    /// <summary>Answers the instance with the address that the registry saw, or null when that address is of no use.</summary>
    public InstanceDescription? Describe(IPAddress? seen) =>
        Rule().Of(Bound(), seen) is { Count: > 0 } addresses ? Described(addresses) : null;

    public Task<Condition> LookAsync(CancellationToken cancel) => process.LookAsync(cancel);

    public string Listed() => process.Bound.Count > 0 ? string.Join(", ", process.Bound) : "no address";

    private List<BoundEndpoint> Bound() =>
        [.. (_options.HasUri ? [_options.Address] : process.Bound).Select(BoundEndpoint.Parse).OfType<BoundEndpoint>()];

    private AdvertisedAddresses Rule() =>
        new(_options.HasUri ? "" : _options.Address, [.. _options.Prefer.Select(IPNetwork.Parse)], InterfaceAddress.OfThisMachine());

    private InstanceDescription Described(IReadOnlyList<string> addresses)
    {
        var instance = new InstanceDescription(addresses[0])
        {
            OtherAddresses = [.. addresses.Skip(1)],
            Zone = place.Value.Zone, Unit = place.Value.Unit, Weight = _options.Weight, Metadata = _options.Metadata.AsReadOnly(), Probe = _options.Probe,
        };
        if (_options.Id.Length > 0) return instance with { Id = _options.Id };
        return WorkerProcess.IsAddressOf(addresses[0]) ? instance with { Id = $"{instance.Id}:{Environment.ProcessId}" } : instance;
    }
}
