using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Muster.Client.Hosting;

/// <summary>Follows the configured services before the application serves its first request.</summary>
internal sealed class SubscribeAtStart(MusterClient client, IOptions<ConsumerOptions> options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var service in options.Value.Services)
            await client.SubscribeAsync(service, cancellationToken).ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
