using System.Globalization;
using Muster.Chaos.Players;
using Muster.Chaos.Stage;

namespace Muster.Chaos.Suites;

/// <summary>Never-Empty: every provider is killed at once. Consumers keep somebody to try, and are told what is thought of him.</summary>
internal static class AllKilled
{
    private const int Providers = 6, Budget = 2;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);   // the shortest there is
    private static readonly TimeSpan JudgedWithin = Timeout + TimeSpan.FromSeconds(30), Watched = TimeSpan.FromSeconds(15);

    public static async Task<Verdict> PlayAsync(Theatre theatre, CancellationToken cancel)
    {
        var settings = Settings.Of($"providers={Providers}", "consumers=1", "calls=20");
        await Cast.EnterAsync(theatre, settings, cancel, Timeout);
        await using var lookout = new Lookout(theatre.Api);
        await theatre.UntilAsync("the list can be read", () => lookout.Latest?.Count("healthy") == Providers, cancel);
        await Task.Delay(Timeout + TimeSpan.FromSeconds(15), cancel);   // from here on the registry judges

        var killedAt = CallLog.Now;
        await Task.WhenAll(Cast.Providers(settings).Select(theatre.KillAsync));
        await theatre.UntilAsync("nobody is thought alive", () => lookout.Latest!.Count("dead") == lookout.Latest.Listed.Count, cancel);
        var judged = TimeSpan.FromMilliseconds(lookout.Latest!.At - killedAt);
        await Task.Delay(Watched, cancel);
        var last = lookout.Latest!;
        var suspect = lookout.Seconds(killedAt, static one => one.Count("healthy") == 0);
        var held = theatre.Observer.Get(ConsumerPlayer.Service).Count;
        theatre.Say($"all killed: {last}; a consumer holds {held}");

        var startedAt = CallLog.Now;
        foreach (var provider in Cast.Providers(settings)) theatre.StartProvider(provider, moves: false);
        await theatre.UntilAsync("all are back", () => lookout.Latest!.Count("healthy") == Providers, cancel);
        var back = (lookout.Latest!.At - startedAt) / 1000.0;
        return new Verdict(
            $"of {Providers} providers that are killed at once, no more than the budget of {Budget} are hidden, the others stay listed as dead and protected, and consumers keep a list",
            judged <= JudgedWithin && last.Hidden <= Budget && last.Listed.Count == Providers - last.Hidden && last.Listed.Values.All(static one => one is { State: "dead", Protected: true }) && held > 0,
            [
                string.Create(CultureInfo.InvariantCulture, $"all suspect after {suspect:0.0} s, judged after {judged.TotalSeconds:0.0} s: {last}; a consumer holds {held}"),
                string.Create(CultureInfo.InvariantCulture, $"all well {back:0.0} s after their restart"),
            ]);
    }
}
