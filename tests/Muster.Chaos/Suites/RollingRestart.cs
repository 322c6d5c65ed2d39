using Muster.Chaos.Players;
using Muster.Chaos.Stage;

namespace Muster.Chaos.Suites;

/// <summary>Safe-Exit: every provider is restarted, one after the other, under load, and the consumers' logs are read afterwards.</summary>
internal static class RollingRestart
{
    public static async Task<Verdict> PlayAsync(Theatre theatre, bool polite, Settings settings, CancellationToken cancel)
    {
        await Cast.EnterAsync(theatre, settings, cancel);
        var (started, stops) = (CallLog.Now, new List<long>());
        for (var round = 1; round <= settings.Rounds; round++)
        {
            var from = CallLog.Now;
            foreach (var provider in Cast.Providers(settings)) stops.Add(await RestartAsync(theatre, provider, polite, cancel));
            theatre.Say($"round {round} of {settings.Rounds}: {(CallLog.Now - from) / 1000.0:0.0} s");
        }

        var seconds = (CallLog.Now - started) / 1000.0;
        return Judge(await Cast.LeaveAsync(theatre, settings, cancel), polite, settings, seconds, stops);
    }

    /// <summary>Answers how long its end took, in ms.</summary>
    private static async Task<long> RestartAsync(Theatre theatre, string provider, bool polite, CancellationToken cancel)
    {
        var from = CallLog.Now;
        await (polite ? theatre.StopAsync(provider, cancel) : theatre.KillAsync(provider));
        var took = CallLog.Now - from;
        theatre.StartProvider(provider, moves: false);
        await theatre.ListedAsync(provider, cancel);
        return took;
    }

    private static Verdict Judge(CallRecord record, bool polite, Settings settings, double seconds, List<long> stops)
    {
        var enough = record.Calls >= settings.Calls * seconds * 0.9;   // or the load was not what the promise speaks of
        var load = $"of {settings.Providers} providers, {settings.Rounds} rounds, under {settings.Calls} calls/s from {settings.Consumers} consumers";
        stops.Sort();
        return new Verdict(
            polite ? $"rolling restart {load}: no call fails" : $"kill -9, one after the other, {load}: no idempotent call fails",
            enough && record is { FailedGets: 0, Broken: 0 } && (!polite || record.FailedPosts == 0),
            [
                $"{stops.Count} {(polite ? "stops" : "kills")} in {seconds:0} s; {record.Calls} calls ({record.Calls / record.Seconds:0}/s), slowest {record.SlowestMs} ms",
                $"failed: {record.FailedGets} idempotent, {record.FailedPosts} others; retried on another instance: {record.Retries} (refused: {record.RetriesRefused})",
                .. polite ? [$"from SIGTERM to exit: median {stops[stops.Count / 2]} ms, longest {stops[^1]} ms"] : (string[])[],
                .. record.Broken > 0 ? [$"{record.Broken} consumers did not end as asked"] : (string[])[],
                .. enough ? [] : (string[])["fewer calls than promised: the machine is too busy for this play"],
                .. record.Failures,
            ]);
    }
}
