using Muster.Client.Sessions;

namespace Muster.Client.Hosting;

/// <summary>How a consumer starts with what it knows when the wait is over.</summary>
/// <param name="Saved">Services whose lists come from the snapshot.</param>
/// <param name="Unknown">Services of which nothing is known.</param>
/// <param name="Failure">Why the program must not start; null when it starts.</param>
internal sealed record StartVerdict(IReadOnlyList<string> Saved, IReadOnlyList<string> Unknown, string? Failure);

/// <summary>The registry's list, else the snapshot's, else what the options say.</summary>
internal static class StartRule
{
    public static StartVerdict Judge(IReadOnlyList<ServiceList> lists, StartOptions start, ClientStanding standing, MusterOptions muster)
    {
        var saved = Services(lists, ListSource.Snapshot);
        var unknown = Services(lists, ListSource.Nothing);
        var fails = unknown.Count > 0 && start.WhenUnknown is WhenUnknown.Fail;
        return new(saved, unknown, fails ? Words(unknown, start, standing, muster) : null);
    }

    private static List<string> Services(IReadOnlyList<ServiceList> lists, ListSource source) =>
        [.. lists.Where(list => list.Source == source).Select(list => list.Service)];

    private static string Words(List<string> unknown, StartOptions start, ClientStanding standing, MusterOptions muster)
    {
        var services = string.Join(", ", unknown);
        const string GoOn = "set Muster:Consumer:Start:WhenUnknown to GoOn to start without.";
        if (standing.State is ConnectionState.Rejected or ConnectionState.Refused) return $"Nothing is known of {services}. {standing.Why} Or {GoOn}";

        var snapshot = muster.SnapshotFolder.Length > 0 ? $"{muster.SnapshotFolder} holds no usable snapshot of them" : "snapshots are turned off";
        return $"Nothing is known of {services}: no list came within {start.Wait.TotalSeconds:0.#} s from {string.Join(", ", muster.Registries)} ({standing.Why}), and {snapshot}. "
            + $"Start a registry there, correct Muster:Registries, or {GoOn}";
    }
}
