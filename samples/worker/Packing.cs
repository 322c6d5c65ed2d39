using Microsoft.Extensions.Hosting;
using Muster.Client;

namespace Worker;

/// <summary>Tells how many workers share the work, whenever that changes.</summary>
internal sealed class Packing(IServiceDirectory directory) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in directory.WatchAsync("packing", stoppingToken))
            Console.WriteLine($"{change.List.Count} pack: {string.Join(", ", change.List.Instances.ToArray().Select(instance => instance.Id))}");
    }
}
