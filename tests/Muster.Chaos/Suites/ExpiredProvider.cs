using System.Globalization;
using Muster.Chaos.Players;
using Muster.Chaos.Stage;

namespace Muster.Chaos.Suites;

/// <summary>No-Resurrection: one provider stands still for longer than its session lasts, and goes on as if nothing had been.</summary>
internal static class ExpiredProvider
{
    private const string Paused = "provider-00";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30), Margin = TimeSpan.FromSeconds(30), BackWithin = TimeSpan.FromSeconds(40);

    public static async Task<Verdict> PlayAsync(Theatre theatre, CancellationToken cancel)
    {
        await Cast.EnterAsync(theatre, Settings.Of("providers=3", "consumers=1", "calls=20"), cancel, Timeout);
        await using var lookout = new Lookout(theatre.Api);
        await theatre.UntilAsync("the registry judges: it has run for a timeout and 15 s", () => lookout.Latest is not null, cancel);
        await Task.Delay(Timeout + TimeSpan.FromSeconds(15), cancel);

        var pausedAt = CallLog.Now;
        await theatre.PauseAsync(Paused, cancel);
        await theatre.UntilAsync("it is hidden", () => !lookout.Latest!.Listed.ContainsKey(Paused), 2 * (Timeout + Margin), cancel);
        var hidden = TimeSpan.FromMilliseconds(lookout.Latest!.At - pausedAt);
        var before = theatre.Incarnations(Paused);
        await Task.Delay(TimeSpan.FromSeconds(5), cancel);
        var early = lookout.Since(lookout.Latest.At).Any(static one => one.Listed.ContainsKey(Paused));

        var goesOnAt = CallLog.Now;
        await theatre.GoOnAsync(Paused, cancel);
        await theatre.UntilAsync("it is well again", () => lookout.Latest!.IsWell(Paused), cancel);
        var back = TimeSpan.FromMilliseconds(lookout.Latest!.At - goesOnAt);
        await theatre.UntilAsync("it has logged its registration", () => theatre.Incarnations(Paused).Length > before.Length, cancel);
        var after = theatre.Incarnations(Paused);
        return new Verdict(
            $"a provider that stands still for longer than its session of {Timeout.TotalSeconds} s is hidden within {(Timeout + Margin).TotalSeconds} s, and returns with a higher incarnation only",
            hidden <= Timeout + Margin && !early && back <= BackWithin && after[^1] > before[^1],
            [
                string.Create(CultureInfo.InvariantCulture, $"hidden after {hidden.TotalSeconds:0.0} s, back {back.TotalSeconds:0.0} s after it went on, incarnation {before[^1]} before and {after[^1]} after"),
            ]);
    }
}
