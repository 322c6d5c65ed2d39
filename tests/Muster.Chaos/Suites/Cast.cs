using Muster.Chaos.Players;
using Muster.Chaos.Stage;

namespace Muster.Chaos.Suites;

/// <summary>Brings everybody on the stage, a few at a time: many starts at once would be the test of a machine.</summary>
internal static class Cast
{
    public static string[] Providers(Settings settings) => [.. Enumerable.Range(0, settings.Providers).Select(static i => $"provider-{i:00}")];

    public static string[] Consumers(Settings settings) => [.. Enumerable.Range(0, settings.Consumers).Select(static i => $"consumer-{i}")];

    /// <param name="timeout">Of sessions; the registry's default where nothing is said.</param>
    public static async Task EnterAsync(Theatre theatre, Settings settings, CancellationToken cancel, TimeSpan? timeout = null)
    {
        theatre.StartRegistry(timeout: timeout);
        await theatre.Observer.SubscribeAsync(ConsumerPlayer.Service, cancel);
        foreach (var pair in Providers(settings).Chunk(2))
        {
            foreach (var provider in pair) theatre.StartProvider(provider, moves: false);
            foreach (var provider in pair) await theatre.ListedAsync(provider, cancel);
        }

        foreach (var consumer in Consumers(settings))
        {
            theatre.StartConsumer(consumer, settings.Calls / settings.Consumers);
            await theatre.UntilAsync($"{consumer} calls", () => theatre.LengthOfLog(consumer) > 1000, cancel);
        }

        theatre.Say($"{settings.Providers} providers, {settings.Consumers} consumers, {settings.Calls} calls/s, one registry: on the stage");
    }

    public static async Task<CallRecord> LeaveAsync(Theatre theatre, Settings settings, CancellationToken cancel)
    {
        foreach (var consumer in Consumers(settings)) await theatre.StopAsync(consumer, cancel);
        return CallRecord.Of(theatre.CallLogs);
    }
}
