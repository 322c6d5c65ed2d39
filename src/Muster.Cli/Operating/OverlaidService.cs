using Muster.Cli.CommandLine;
using Muster.Protocol;

namespace Muster.Cli.Operating;

/// <summary>A service as an operator sees it: what consumers get, and what is laid over whom.</summary>
internal sealed class OverlaidService(ServiceSnapshot list, IReadOnlyList<OverlaidInstance> overlaid)
{
    /// <summary>An instance moves from the list to the concealed, or back, while both are read: then they are read again, so often.</summary>
    private const int MostReadings = 5;

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
        var before = await calls.OverlaysAsync(service, cancel);
        for (var reading = 1; ; reading++)
        {
            var (list, unknown) = await ListAsync(calls, service, cancel);
            var after = await calls.OverlaysAsync(service, cancel);
            if (after.Equals(before) || reading == MostReadings)
                return unknown is null || after.Instances.Count > 0 ? new(list, after.Instances) : throw unknown;
            before = after;
        }
    }

    public OverlaidInstance? OverlaysOn(string id) => Overlaid.FirstOrDefault(instance => instance.Id == id);

    /// <summary>The overlay on a field of an instance.</summary>
    public LaidOverlay? OverlayOn(string id, string field) =>
        OverlaysOn(id)?.Overlays.FirstOrDefault(laid => Server.Control.OverlayWords.FieldOf(laid.Overlay) == field);

    private static async Task<(ServiceSnapshot List, CommandFailure? Unknown)> ListAsync(RegistryCalls calls, string service, CancellationToken cancel)
    {
        try
        {
            return (await calls.InstancesAsync(service, cancel), null);
        }
        catch (CommandFailure nobody) when (nobody.ExitCode == ExitCode.NotFound)
        {
            return (new ServiceSnapshot { Service = service }, nobody);   // something may be laid over those to come
        }
    }
}
