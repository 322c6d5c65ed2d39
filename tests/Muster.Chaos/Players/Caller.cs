using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Muster.Client;

namespace Muster.Chaos.Players;

/// <summary>Calls at the configured rate, however long each call takes, and awaits them all when it stops.</summary>
internal sealed class Caller(IHttpClientFactory clients, IServiceDirectory directory, IConfiguration configuration, CallLog log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var http = clients.CreateClient(ConsumerPlayer.Service);
        var watching = WatchAsync(stoppingToken);
        var calls = new HashSet<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / int.Parse(configuration["Rate"]!, CultureInfo.InvariantCulture)));
        try
        {
            for (var number = 0; await timer.WaitForNextTickAsync(stoppingToken); number++)
            {
                calls.RemoveWhere(static call => call.IsCompleted);
                calls.Add(CallAsync(http, number % 2 == 0 ? HttpMethod.Get : HttpMethod.Post));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll([.. calls, watching]);
            log.End();
        }
    }

    private async Task CallAsync(HttpClient http, HttpMethod method)
    {
        using var request = new HttpRequestMessage(method, "/work");
        var started = CallLog.Now;
        try
        {
            using var response = await http.SendAsync(request);
            log.Call(started, method, response.IsSuccessStatusCode, Called(request), response.StatusCode.ToString());
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException or MusterException)
        {
            log.Call(started, method, succeeded: false, Called(request), $"{failed.GetType().Name}: {failed.Message}");
        }
    }

    private async Task WatchAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var change in directory.WatchAsync(ConsumerPlayer.Service, stopping)) log.List(change.List);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The play is over.
        }
    }

    private static string Called(HttpRequestMessage request) =>
        request.Options.TryGetValue(MusterHttp.Instance, out var instance) ? instance.Id : "nobody";
}
