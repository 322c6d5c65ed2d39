using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Muster.Client.Telemetry;
using Muster.Protocol;

namespace Muster.Client.Hosting;

/// <summary>
/// Follows the configured services before the application serves its first request: waits for the registry's lists up
/// to a limit, and then starts, or not, by <see cref="StartRule"/>.
/// </summary>
internal sealed partial class SubscribeAtStart(
    MusterClient client, IOptions<ConsumerOptions> consumer, IOptions<MusterOptions> muster, TimeProvider clock, ILogger<SubscribeAtStart> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var services = consumer.Value.Services.Distinct(StringComparer.Ordinal).ToList();
        using (ClientActivity.FirstLists(services.Count))
        {
            foreach (var service in services)
                await client.SubscribeAsync(service, cancellationToken).ConfigureAwait(false);
            await FirstListsAsync(services, cancellationToken).ConfigureAwait(false);
        }

        var verdict = StartRule.Judge([.. services.Select(client.Get)], consumer.Value.Start, client.Standing, muster.Value);
        if (verdict.Failure is { } failure) throw new MusterException(ErrorCode.Unavailable, failure);
        if (verdict.Saved.Count > 0) Log.FromSnapshot(logger, string.Join(", ", verdict.Saved), client.Standing.Why);
        if (verdict.Unknown.Count > 0) Log.Unknown(logger, string.Join(", ", verdict.Unknown), client.Standing.Why);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends when every list is the registry's, when the time is up, or when the registry does not let this process in.</summary>
    private async Task FirstListsAsync(List<string> services, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(consumer.Value.Start.Wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        var lists = Task.WhenAll(services.Select(service => FirstListAsync(service, either.Token)));

        await Task.WhenAny(lists, client.Rejected).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        await lists.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // what came is read from the lists themselves
        cancel.ThrowIfCancellationRequested();
    }

    private async Task FirstListAsync(string service, CancellationToken cancel)
    {
        await foreach (var change in client.WatchAsync(service, cancel).ConfigureAwait(false))
            if (change.List.Source is ListSource.Registry) return;
    }

    private static partial class Log   // Hosting owns event ids 4500–4599
    {
        [LoggerMessage(4502, LogLevel.Warning, "Starting from the snapshot as far as {Services} go: the registry has not told them yet ({Why}).")]
        public static partial void FromSnapshot(ILogger logger, string services, string why);

        [LoggerMessage(4503, LogLevel.Error, "Starting without knowing anything of {Services}: calls to them fail until a registry is reached ({Why}).")]
        public static partial void Unknown(ILogger logger, string services, string why);
    }
}
