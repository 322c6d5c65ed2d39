using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Muster.AspNetCore.Tests.Presence;

/// <summary>A health check that answers what the test says, when the test says it.</summary>
internal sealed class ScriptedCheck : IHealthCheck, IDisposable
{
    private readonly Channel<HealthStatus> _answers = Channel.CreateUnbounded<HealthStatus>();
    private readonly SemaphoreSlim _asked = new(0);

    /// <summary>Waits for the question, and answers it.</summary>
    public async Task AnswerAsync(HealthStatus status)
    {
        await _answers.Writer.WriteAsync(status, TestContext.Current.CancellationToken);
        if (!await _asked.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken))
            Assert.Fail($"Nobody asked within 60 s for the answer {status}.");
    }

    /// <summary>Stops waiting for answers: it is healthy.</summary>
    public void AnswerFromNowOn() => _answers.Writer.Complete();

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!await _answers.Reader.WaitToReadAsync(cancellationToken)) return HealthCheckResult.Healthy();
        var status = await _answers.Reader.ReadAsync(cancellationToken);
        _asked.Release();
        return new HealthCheckResult(status);
    }

    public void Dispose() => _asked.Dispose();
}
