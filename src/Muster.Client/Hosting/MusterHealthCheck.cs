using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Muster.Client.Hosting;

/// <summary>Says how this process's client does, for the host's readiness page.</summary>
internal sealed class MusterHealthCheck(MusterClient client) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (status, words) = HealthRule.Of([.. client.Lists], client.Standing, client.Elapsed);
        return Task.FromResult(new HealthCheckResult(status is HealthStatus.Unhealthy ? context.Registration.FailureStatus : status, words));
    }
}
