using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Muster.AspNetCore;

/// <summary>Which health checks decide whether consumers may call: those tagged <c>ready</c>; where none is, all.</summary>
/// <remarks>
/// Never those tagged <c>muster</c>: they tell how this process stands with the registry, and a registry that is away must
/// not make its providers leave.
/// </remarks>
internal static class ReadinessChecks
{
    public static IReadOnlyList<HealthCheckRegistration> Among(IEnumerable<HealthCheckRegistration> checks)
    {
        var own = checks.Where(check => !check.Tags.Contains("muster")).ToList();
        return own.Exists(IsForReadiness) ? own.FindAll(IsForReadiness) : own;
    }

    private static bool IsForReadiness(HealthCheckRegistration check) => check.Tags.Contains("ready");
}
