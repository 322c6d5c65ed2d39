using Microsoft.Extensions.Diagnostics.HealthChecks;
using Muster.Client;
using Muster.Client.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Brings Muster into a host's health checks.</summary>
public static class MusterHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds the check <c>muster</c>: healthy while lists are exact, degraded while they are remembered, unhealthy while a
    /// service has never been known or when the client was rejected. For readiness; no restart mends what it tells.
    /// </summary>
    public static IHealthChecksBuilder AddMuster(this IHealthChecksBuilder builder) => builder.Add(new HealthCheckRegistration(
        "muster", static host => new MusterHealthCheck(host.GetRequiredService<MusterClient>()), failureStatus: null, tags: ["ready", "muster"]));
}
