using System.Globalization;
using Muster.Chaos.Players;
using Muster.Chaos.Stage;

namespace Muster.Chaos.Suites;

/// <summary>Live-Stays: the registry stands still, for less and for longer than a session lasts, while all others go on.</summary>
internal static class StalledRegistry
{
    private static readonly int[] Stalls = [5, 30, 120];
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(30);   // the longest that a client waits before it comes back

    public static async Task<Verdict> PlayAsync(Theatre theatre, CancellationToken cancel)
    {
        var settings = Settings.Of("providers=5", "consumers=2", "calls=40");
        await Cast.EnterAsync(theatre, settings, cancel);
        await using var lookout = new Lookout(theatre.Api);
        await theatre.UntilAsync("the list can be read", () => lookout.Latest?.Listed.Count == settings.Providers, cancel);

        var (figures, judged) = (new List<string>(), false);
        foreach (var seconds in Stalls)
        {
            var from = CallLog.Now;
            await theatre.PauseAsync("registry", cancel);
            await Task.Delay(TimeSpan.FromSeconds(seconds), cancel);
            await theatre.GoOnAsync("registry", cancel);
            await Task.Delay(Afterwards, cancel);

            var seen = lookout.Since(from);
            var gone = seen.Any(one => one.Listed.Count < settings.Providers || one.Count("dead") + one.Hidden > 0);
            var suspects = seen.Count == 0 ? 0 : seen.Max(static one => one.Count("suspect"));
            var well = lookout.Latest!.Count("healthy") == settings.Providers;
            judged |= gone || !well;
            figures.Add($"stood still for {seconds} s: {(gone ? "SOME WERE JUDGED" : "nobody dead or hidden")}, {(suspects == 0 ? "nobody suspect" : $"up to {suspects} suspect in between")}, {(well ? "all well afterwards" : $"afterwards {lookout.Latest}")}");
            theatre.Say(figures[^1]);
        }

        var record = await Cast.LeaveAsync(theatre, settings, cancel);
        return new Verdict(
            $"a registry that stands still for {string.Join(", ", Stalls)} s judges nobody, and no call fails",
            !judged && record is { FailedGets: 0, FailedPosts: 0, Broken: 0 },
            [.. figures, string.Create(CultureInfo.InvariantCulture, $"{record.Calls} calls, failed: {record.FailedGets} idempotent, {record.FailedPosts} others"), .. record.Failures]);
    }
}
