using Microsoft.Extensions.Diagnostics.HealthChecks;

/// <summary>No order can be answered before the stock has been read.</summary>
internal sealed class Warehouse(IConfiguration configuration) : IHealthCheck
{
    private readonly string _stock = configuration["Stock"] ?? AppContext.BaseDirectory;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Path.Exists(_stock) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"There is no stock at {_stock} yet."));
}
