using Muster.Protocol;

namespace Muster.Client.Balancing;

/// <summary>Says why there is nobody to call, and what to do about it.</summary>
internal static class NoInstance
{
    public static MusterException In(ServiceList list) => new(ErrorCode.Unavailable, $"Nobody to call for service '{list.Service}': {Why(list)}");

    private static string Why(ServiceList list) => (list.Source, list.Count) switch
    {
        (ListSource.Nothing, _) => "nothing is known of it yet, as no registry has answered and no snapshot was kept. Check Muster:Registries, and that a registry runs there.",
        (ListSource.Snapshot, 0) => "the snapshot of an earlier run lists no instance, and no registry has answered yet. Check Muster:Registries, and that a registry runs there.",
        (_, 0) => $"the registry lists no instance of it (revision {list.Revision}). Start a provider, or check that it registers in the same namespace.",
        (_, 1) => "its only instance has weight 0. Give it a weight.",
        _ => $"each of its {list.Count} instances has weight 0. Give one of them a weight.",
    };
}
