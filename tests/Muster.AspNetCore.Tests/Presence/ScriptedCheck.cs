using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Muster.AspNetCore.Tests.Presence;

/// <summary>A health check that answers what the test says, when the test says it.</summary>
internal sealed class ScriptedCheck : IHealthCheck, IDisposable
{
    private readonly Channel<HealthCheckResult> _answers = Channel.CreateUnbounded<HealthCheckResult>();
    private readonly SemaphoreSlim _asked = new(0);

    /// <summary>Waits for the question, and answers it.</summary>
    public Task AnswerAsync(HealthStatus status) => AnswerAsync(status, words: "");

    public async Task AnswerAsync(HealthStatus status, string words)
    {
        await _answers.Writer.WriteAsync(new HealthCheckResult(status, words), TestContext.Current.CancellationToken);
        if (!await _asked.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken))
            Assert.Fail($"Nobody asked within 60 s for the answer {status}.");
    }

    /// <summary>Stops waiting for answers: it is healthy.</summary>
    public void AnswerFromNowOn() => _answers.Writer.Complete();

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!await _answers.Reader.WaitToReadAsync(cancellationToken)) return HealthCheckResult.Healthy();
        var answer = await _answers.Reader.ReadAsync(cancellationToken);
        _asked.Release();
        return answer;
    }

    public void Dispose() => _asked.Dispose();
}
