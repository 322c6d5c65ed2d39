using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Muster.Chaos.Players;

/// <summary>
/// A consumer as anybody would write it: a host, <c>AddMusterBalancing</c>, and calls at a steady rate, GET and POST in turn.
/// Writes down every call, every retry, and every list that it is shown.
/// </summary>
internal static class ConsumerPlayer
{
    public const string Word = "play-consumer";
    public const string Service = "orders";

    public static async Task<int> RunAsync(string[] args)
    {
        Leash.Take();
        var builder = Host.CreateApplicationBuilder(args);
        HostSteps.Print(builder.Logging);
        builder.Services.AddMusterConsumer(builder.Configuration);
        builder.Services.AddHttpClient(Service).AddMusterBalancing(Service);
        builder.Services.AddSingleton(_ => new CallLog(builder.Configuration["Log"]!));
        builder.Services.AddHostedService<Caller>();

        using var host = builder.Build();
        var log = host.Services.GetRequiredService<CallLog>();
        using var retries = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "muster.client.retries") listener.EnableMeasurementEvents(instrument);
        }
        };
        retries.SetMeasurementEventCallback<long>((_, _, tags, _) => log.Retry(tags[^1].Value is "yes"));
        retries.Start();
        await host.RunAsync();
        HostSteps.PrintEnd();
        return 0;
    }
}
