using Muster.Cli.CommandLine;
using Muster.Protocol;

namespace Muster.Cli.Operating;

/// <summary>A service as an operator sees it: what consumers get, and what is laid over whom.</summary>
internal sealed class OverlaidService(ServiceSnapshot list, IReadOnlyList<OverlaidInstance> overlaid)
{
    public string Name => List.Service;

    /// <summary>What consumers get.</summary>
    public ServiceSnapshot List { get; } = list;

    /// <summary>Those with an overlay, registered or not.</summary>
    public IReadOnlyList<OverlaidInstance> Overlaid { get; } = overlaid;

    /// <summary>Registered, and kept from consumers by an operator.</summary>
    public IEnumerable<OverlaidInstance> Concealed => Overlaid.Where(instance => !instance.Listed && instance.Provider is not null);

    /// <summary>The providers' own words: of those that consumers get, and of those that are kept from them.</summary>
    public IReadOnlyList<Instance> Registered =>
    [
        .. List.Instances.Select(listed => OverlaysOn(listed.Instance.Id)?.Provider ?? listed.Instance)
            .Concat(Concealed.Select(instance => instance.Provider)).OrderBy(instance => instance.Id, StringComparer.Ordinal),
    ];

    /// <exception cref="CommandFailure">Nothing is known of the service, or the registry does not answer.</exception>
    public static async Task<OverlaidService> AskAsync(RegistryCalls calls, string service, CancellationToken cancel)
    {
        var overlaid = await calls.OverlaysAsync(service, cancel);
        try
        {
            return new(await calls.InstancesAsync(service, cancel), overlaid.Instances);
        }
        catch (CommandFailure nobody) when (nobody.ExitCode == ExitCode.NotFound && overlaid.Instances.Count > 0)
        {
            return new(new ServiceSnapshot { Service = service }, overlaid.Instances);   // laid over those to come
        }
    }

    public OverlaidInstance? OverlaysOn(string id) => Overlaid.FirstOrDefault(instance => instance.Id == id);

    /// <summary>The overlay on a field of an instance.</summary>
    public LaidOverlay? OverlayOn(string id, string field) =>
        OverlaysOn(id)?.Overlays.FirstOrDefault(laid => Server.Control.OverlayWords.FieldOf(laid.Overlay) == field);
}
