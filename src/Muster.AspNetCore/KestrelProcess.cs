using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Muster.Client.Providing;

namespace Muster.AspNetCore;

/// <summary>A web server: it listens where Kestrel is bound, and is ready when its health checks say so.</summary>
internal sealed class KestrelProcess(IServer server, IServiceProvider services, IOptions<HealthCheckServiceOptions> checks) : IProvidingProcess
{
    public IReadOnlyCollection<string> Bound => [.. server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    /// <summary>A degraded server is ready. One without health checks is ready as soon as it listens.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancel)
    {
        var deciding = ReadinessChecks.Among(checks.Value.Registrations);
        if (deciding.Count == 0 || services.GetService<HealthCheckService>() is not { } health) return true;

        var report = await health.CheckHealthAsync(deciding.Contains, cancel);
        return report.Status is not HealthStatus.Unhealthy;
    }
}
