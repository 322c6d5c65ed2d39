using Muster.Chaos.Players;
using Muster.Chaos.Stage;

namespace Muster.Chaos.Suites;

/// <summary>Readable, Converges: the registry is killed, and while it is away consumers restart and providers move to other ports.</summary>
internal static class RegistryAway
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(2);

    public static async Task<Verdict> PlayAsync(Theatre theatre, Settings settings, CancellationToken cancel)
    {
        await Cast.EnterAsync(theatre, settings, cancel);
        await WrittenDown.UntilAsync(theatre, Cast.Providers(settings), cancel);
        await theatre.KillRegistryAsync();
        var awayAt = CallLog.Now;
        theatre.Say("the registry is gone");

        var consumers = Cast.Consumers(settings);
        await RestartProvidersAsync(theatre, settings, cancel);
        foreach (var consumer in consumers) await RestartConsumerAsync(theatre, consumer, settings, cancel);
        var fromSnapshot = consumers.Count(consumer => CallRecord.LastList(theatre.CallLogOf(consumer)).Source is "Snapshot");
        theatre.Say($"{consumers.Length} consumers have restarted; {fromSnapshot} work from their snapshots");

        var left = TimeSpan.FromSeconds(settings.Away) - TimeSpan.FromMilliseconds(CallLog.Now - awayAt);
        if (left > TimeSpan.Zero) await Task.Delay(left, cancel);
        theatre.StartRegistry();
        await theatre.UntilAsync("the registry listens", theatre.RegistryListens, cancel);
        theatre.Say($"the registry is back after {(CallLog.Now - awayAt) / 1000.0:0} s");

        var truth = theatre.Truth();
        var exact = await theatre.UntilAsync($"every consumer holds {string.Join(", ", truth)}", () => consumers.All(consumer => IsExact(theatre, consumer, truth)), Patience, cancel);
        await Task.Delay(Afterwards, cancel);
        var record = await Cast.LeaveAsync(theatre, settings, cancel);
        return new Verdict(
            $"the registry away for {settings.Away} s while consumers restart and providers move: idempotent calls go on, from snapshots and with retries, and lists are exact within {Promised.TotalSeconds} s of its return",
            exact <= Promised && fromSnapshot == consumers.Length && record.FailedGets == 0,
            [
                $"exact {exact.TotalSeconds:0.0} s after it listened again; {fromSnapshot} of {consumers.Length} consumers worked from their snapshots",
                $"{record.Calls} calls, failed: {record.FailedGets} idempotent, {record.FailedPosts} others; retried on another instance: {record.Retries} (refused: {record.RetriesRefused})",
                .. record.Failures,
            ]);
    }

    /// <summary>A fifth of them moves, a fifth comes back where it was.</summary>
    private static async Task RestartProvidersAsync(Theatre theatre, Settings settings, CancellationToken cancel)
    {
        var moved = Math.Max(1, settings.Providers / 5);
        foreach (var (index, provider) in Cast.Providers(settings).Take(2 * moved).Index())
        {
            await theatre.StopAsync(provider, cancel);
            theatre.StartProvider(provider, moves: index < moved);
        }

        theatre.Say($"{moved} providers have moved to other ports, {moved} have restarted at theirs");
    }

    private static async Task RestartConsumerAsync(Theatre theatre, string consumer, Settings settings, CancellationToken cancel)
    {
        await theatre.StopAsync(consumer, cancel);
        var before = theatre.LengthOfLog(consumer);
        theatre.StartConsumer(consumer, settings.Calls / settings.Consumers);
        await theatre.UntilAsync($"{consumer} calls again", () => theatre.LengthOfLog(consumer) > before + 1000, cancel);
    }

    private static bool IsExact(Theatre theatre, string consumer, string[] truth) =>
        CallRecord.LastList(theatre.CallLogOf(consumer)) is { Source: "Registry", Instances: var held } && held.Order(StringComparer.Ordinal).SequenceEqual(truth);
}
