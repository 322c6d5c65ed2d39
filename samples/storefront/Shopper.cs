using Microsoft.Extensions.Hosting;
using Muster.Client;

namespace Storefront;

/// <summary>Looks for an order every second and tells who found it.</summary>
internal sealed class Shopper(OrdersClient orders) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var everySecond = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await everySecond.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Console.WriteLine(await orders.FindAsync(7, stoppingToken));
            }
            catch (Exception fault) when (fault is HttpRequestException or MusterException)
            {
                Console.WriteLine(fault.Message);
            }
        }
    }
}
