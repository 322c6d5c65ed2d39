using System.Globalization;
using Muster.Chaos.Players;
using Muster.Chaos.Stage;

namespace Muster.Chaos.Suites;

/// <summary>Death-Bound, Live-Stays: one provider stands still with its connections open, for less than its session lasts.</summary>
internal static class PausedProvider
{
    private const string Paused = "provider-00";
    private const double SuspectWithin = 40, BackWithin = 10;

    public static async Task<Verdict> PlayAsync(Theatre theatre, Settings settings, CancellationToken cancel)
    {
        await Cast.EnterAsync(theatre, Settings.Of("providers=3", "consumers=1", "calls=20"), cancel);
        await using var lookout = new Lookout(theatre.Api);
        await theatre.UntilAsync("the list can be read", () => lookout.Latest is not null, cancel);

        var pausedAt = CallLog.Now;
        await theatre.PauseAsync(Paused, cancel);
        await Task.Delay(TimeSpan.FromSeconds(settings.Pause), cancel);
        var goesOnAt = CallLog.Now;
        await theatre.GoOnAsync(Paused, cancel);
        await theatre.UntilAsync("it is well again", () => lookout.Latest!.IsWell(Paused), cancel);

        var suspect = lookout.Seconds(pausedAt, static one => one.Listed.TryGetValue(Paused, out var paused) && paused.State is "suspect");
        var hidden = lookout.Seconds(pausedAt, static one => !one.Listed.ContainsKey(Paused));
        var back = lookout.Seconds(goesOnAt, static one => one.IsWell(Paused)) ?? 0;
        var others = lookout.Since(pausedAt).Any(static one => one.Listed.Count(entry => entry.Key != Paused && entry.Value.State is "healthy") < 2);
        var incarnations = theatre.Incarnations(Paused);
        return new Verdict(
            $"a provider that stands still for {settings.Pause} s is suspect within {SuspectWithin} s, is not hidden, and is back as what it was",
            suspect <= SuspectWithin && hidden is null && back <= BackWithin && !others && incarnations.Distinct().Count() == 1,
            [
                string.Create(CultureInfo.InvariantCulture, $"suspect after {suspect:0.0} s, {(hidden is null ? "never hidden" : $"hidden after {hidden:0.0} s")}, well {back:0.0} s after it went on, incarnation {string.Join(", ", incarnations.Distinct())}"),
                others ? "others were judged too" : "nobody else was judged",
            ]);
    }
}
