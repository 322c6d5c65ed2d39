using Muster.Chaos.Players;
using Muster.Chaos.Stage;

namespace Muster.Chaos.Suites;

/// <summary>Safe-Exit: every provider is restarted, a few at a time, under load, and the consumers' logs are read afterwards.</summary>
internal static class RollingRestart
{
    public static async Task<Verdict> PlayAsync(Theatre theatre, bool polite, Settings settings, CancellationToken cancel)
    {
        await Cast.EnterAsync(theatre, settings, cancel);
        var (started, lives) = (CallLog.Now, new List<Life>());
        for (var round = 1; round <= settings.Rounds; round++)
        {
            var from = CallLog.Now;
            lives.AddRange(await RoundAsync(theatre, polite, settings, cancel));
            theatre.Say($"round {round} of {settings.Rounds}: {(CallLog.Now - from) / 1000.0:0.0} s");
        }

        var seconds = (CallLog.Now - started) / 1000.0;
        return Judge(await Cast.LeaveAsync(theatre, settings, cancel), polite, settings, seconds, lives);
    }

    /// <summary>As soon as one is listed again, the next is stopped; those that leave and those that come need not wait for each other.</summary>
    private static async Task<Life[]> RoundAsync(Theatre theatre, bool polite, Settings settings, CancellationToken cancel)
    {
        using var places = new SemaphoreSlim(settings.Abreast);
        return await Task.WhenAll(Cast.Providers(settings).Select(async provider =>
        {
            await places.WaitAsync(cancel);
            try
            {
                return await RestartAsync(theatre, provider, polite, cancel);
            }
            finally
            {
                places.Release();
            }
        }));
    }

    private static async Task<Life> RestartAsync(Theatre theatre, string provider, bool polite, CancellationToken cancel)
    {
        var from = CallLog.Now;
        await (polite ? theatre.StopAsync(provider, cancel) : theatre.KillAsync(provider));
        var ended = CallLog.Now;
        await theatre.ForgetAsync(provider);
        theatre.StartProvider(provider, moves: false);
        await theatre.ListedAsync(provider, cancel);
        return new(ended - from, CallLog.Now - ended);
    }

    private static Verdict Judge(CallRecord record, bool polite, Settings settings, double seconds, List<Life> lives)
    {
        var enough = record.Calls >= settings.Calls * seconds * 0.9;   // or the load was not what the promise speaks of
        var load = $"of {settings.Providers} providers, {settings.Rounds} rounds, {settings.Abreast} at a time, under {settings.Calls} calls/s from {settings.Consumers} consumers";
        return new Verdict(
            polite ? $"rolling restart {load}: no call fails" : $"kill -9, {load}: no idempotent call fails",
            enough && record is { FailedGets: 0, Broken: 0 } && (!polite || record.FailedPosts == 0),
            [
                $"{lives.Count} {(polite ? "stops" : "kills")} in {seconds:0} s; {record.Calls} calls ({record.Calls / record.Seconds:0}/s), slowest {record.SlowestMs} ms",
                $"failed: {record.FailedGets} idempotent, {record.FailedPosts} others; retried on another instance: {record.Retries} (refused: {record.RetriesRefused})",
                .. polite ? [$"from SIGTERM to exit: {MedianAndLongest(lives.Select(life => life.StopMs))}"] : (string[])[],
                $"from its start to its listing: {MedianAndLongest(lives.Select(life => life.StartMs))}",
                .. record.Broken > 0 ? [$"{record.Broken} consumers did not end as asked"] : (string[])[],
                .. enough ? [] : (string[])["fewer calls than promised: the machine is too busy for this play"],
                .. record.Failures,
            ]);
    }

    private static string MedianAndLongest(IEnumerable<long> times)
    {
        var sorted = times.Order().ToList();
        return $"median {sorted[sorted.Count / 2]} ms, longest {sorted[^1]} ms";
    }

    /// <summary>One restart.</summary>
    private readonly record struct Life(long StopMs, long StartMs);
}
