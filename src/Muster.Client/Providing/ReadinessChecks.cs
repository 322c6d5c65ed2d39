using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Muster.Client.Providing;

/// <summary>The host's health checks that decide whether consumers may call: those tagged <c>ready</c>; where none is, all.</summary>
/// <remarks>
/// Never those tagged <c>muster</c>: they tell how this process stands with the registry, and a registry that is away must
/// not make its providers leave.
/// </remarks>
internal sealed class ReadinessChecks(IServiceProvider services, IOptions<HealthCheckServiceOptions> checks)
{
    /// <summary>A process without health checks is always ready.</summary>
    public async Task<Condition> AskAsync(CancellationToken cancel)
    {
        var deciding = Among(checks.Value.Registrations);
        if (deciding.Count == 0 || services.GetService<HealthCheckService>() is not { } health) return Condition.Ready;
        return Condition.Of(await health.CheckHealthAsync(deciding.Contains, cancel).ConfigureAwait(false));
    }

    public static IReadOnlyList<HealthCheckRegistration> Among(IEnumerable<HealthCheckRegistration> checks)
    {
        var own = checks.Where(check => !check.Tags.Contains("muster")).ToList();
        return own.Exists(IsForReadiness) ? own.FindAll(IsForReadiness) : own;
    }

    private static bool IsForReadiness(HealthCheckRegistration check) => check.Tags.Contains("ready");
}
