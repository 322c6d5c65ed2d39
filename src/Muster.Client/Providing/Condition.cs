using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Muster.Client.Providing;

/// <summary>How a provider found itself when it looked.</summary>
/// <param name="Degraded">Why it does worse than it should, for people; null when it does not.</param>
internal readonly record struct Condition(bool IsReady, string? Degraded)
{
    public static Condition Ready => new(IsReady: true, Degraded: null);

    public static Condition NotReady => default;

    /// <summary>A degraded process is ready, and says which of its checks are not content.</summary>
    public static Condition Of(HealthReport report) => report.Status switch
    {
        HealthStatus.Unhealthy => NotReady,
        HealthStatus.Degraded => new(IsReady: true, string.Join("; ", report.Entries
            .Where(static entry => entry.Value.Status is HealthStatus.Degraded)
            .OrderBy(static entry => entry.Key, StringComparer.Ordinal)
            .Select(static entry => string.IsNullOrEmpty(entry.Value.Description) ? entry.Key : $"{entry.Key}: {entry.Value.Description}"))),
        _ => Ready,
    };
}
