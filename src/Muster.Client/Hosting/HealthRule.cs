using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Muster.Client.Sessions;

namespace Muster.Client.Hosting;

/// <summary>Healthy: exact. Degraded: working from what is remembered. Unhealthy: a service has never been known, or the client has given up.</summary>
internal static class HealthRule
{
    public static (HealthStatus Status, string Words) Of(IReadOnlyList<ServiceList> lists, ClientStanding standing, TimeSpan now)
    {
        var unknown = Named(lists.Where(list => list.Source is ListSource.Nothing));
        var saved = Named(lists.Where(list => list.Source is ListSource.Snapshot), list => $"{list.Service} ({list.SavedAt?.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)})");
        var told = Named(lists.Where(list => list.Source is ListSource.Registry));
        var held = Named(lists.Where(list => list.HeldBack));
        var since = Seconds(now - standing.Since);
        var away = standing.State switch
        {
            ConnectionState.Connected => "",
            ConnectionState.Refused => $"Not let in for {since} s: {standing.Why} ",
            _ => $"No registry for {since} s: {standing.Why}. ",
        };

        if (standing.State is ConnectionState.Rejected) return (HealthStatus.Unhealthy, standing.Why);
        if (unknown.Length > 0) return (HealthStatus.Unhealthy, $"{away}Nothing has ever been known of {unknown}.");
        if (away.Length > 0 || saved.Length > 0) return (HealthStatus.Degraded, (away + Part("Lists as last heard: ", told) + Part("Lists from the snapshot: ", saved)).TrimEnd());
        if (held.Length > 0) return (HealthStatus.Degraded, $"Instances vanished without a word; the lists from before are kept until that is confirmed: {held}.");
        return (HealthStatus.Healthy, $"Connected; {(lists.Count == 1 ? "1 service" : $"{lists.Count} services")} followed.");
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);

    private static string Part(string what, string services) => services.Length == 0 ? "" : $"{what}{services}. ";

    private static string Named(IEnumerable<ServiceList> lists, Func<ServiceList, string>? name = null) =>
        string.Join(", ", lists.OrderBy(list => list.Service, StringComparer.Ordinal).Select(name ?? (static list => list.Service)));
}
