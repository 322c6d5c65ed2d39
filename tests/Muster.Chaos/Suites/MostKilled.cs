using System.Globalization;
using Muster.Chaos.Players;
using Muster.Chaos.Stage;

namespace Muster.Chaos.Suites;

/// <summary>
/// Death-Bound: seven of ten servers are killed at once. That nobody listens at their ports is proof, which the budget does not limit; the
/// rest is killed then, and the last stays.
/// </summary>
internal static class MostKilled
{
    private const int Servers = 10, Killed = 7;

    private static readonly TimeSpan HiddenWithin = TimeSpan.FromSeconds(5), Settled = TimeSpan.FromSeconds(5), Watched = TimeSpan.FromSeconds(10);

    public static async Task<Verdict> PlayAsync(Theatre theatre, CancellationToken cancel)
    {
        const string consumer = "consumer-0";
        theatre.StartRegistry();
        await theatre.Observer.SubscribeAsync(ConsumerPlayer.Service, cancel);
        await using var lookout = new Lookout(theatre.Api);
        await using var thin = new ThinProviders(theatre.Api);
        await theatre.UntilAsync("the registry listens", theatre.RegistryListens, cancel);
        string[] servers = [.. Enumerable.Range(0, Servers).Select(static one => $"server-{one:00}")];
        foreach (var server in servers)
        {
            var address = theatre.StartServer(server);
            await theatre.UntilAsync($"{server} listens", () => Theatre.Listens(new Uri(address).Port), cancel);
            await thin.RegisterAsync(server, address, cancel);
        }

        await theatre.UntilAsync("all are well", () => lookout.Latest?.Count("healthy") == Servers, cancel);
        theatre.StartConsumer(consumer, 40);
        await theatre.UntilAsync("the consumer calls", () => theatre.LengthOfLog(consumer) > 1000, cancel);
        await Task.Delay(Settled, cancel);   // everybody has been asked

        var killedAt = CallLog.Now;
        await KillAsync(servers[..Killed]);
        await theatre.UntilAsync($"{Killed} are hidden", () => lookout.Latest!.Listed.Count == Servers - Killed, cancel);
        var hidden = TimeSpan.FromMilliseconds(lookout.Latest!.At - killedAt);
        theatre.Say(string.Create(CultureInfo.InvariantCulture, $"{Killed} of {Servers} killed: after {hidden.TotalSeconds:0.0} s {lookout.Latest}"));
        var livingFrom = CallLog.Now + 1000;
        await Task.Delay(Watched, cancel);
        var living = lookout.Latest!;
        await theatre.StopAsync(consumer, cancel);
        var record = CallRecord.Of(theatre.CallLogs);

        await KillAsync(servers[Killed..]);
        await Task.Delay(Watched, cancel);
        var last = lookout.Latest!;
        return new Verdict(
            $"{Killed} of {Servers} that are killed at once are all hidden within {HiddenWithin.TotalSeconds} s, calls succeed on the living, and when those are killed too somebody stays listed, and flagged",
            hidden <= HiddenWithin && living.Count("healthy") == Servers - Killed && record.LastFailureAt < livingFrom && record.Broken == 0
                && last.Listed.Count > 0 && last.Count("healthy") == 0,
            [
                string.Create(CultureInfo.InvariantCulture, $"{Killed} hidden after {hidden.TotalSeconds:0.00} s; {Watched.TotalSeconds} s later: {living}"),
                string.Create(CultureInfo.InvariantCulture, $"{record.Calls} calls; failed until they were hidden: {record.FailedGets} idempotent, {record.FailedPosts} others; afterwards {(record.LastFailureAt < livingFrom ? "none" : "SOME")}"),
                $"all killed: {last}",
            ]);

        Task KillAsync(string[] some)
        {
            foreach (var one in some) thin.Forget(one);
            return Task.WhenAll(some.Select(theatre.KillAsync));
        }
    }
}
