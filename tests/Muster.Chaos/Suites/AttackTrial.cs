using System.Diagnostics;
using System.Globalization;
using Muster.Chaos.Attacks;

namespace Muster.Chaos.Suites;

/// <summary>One attack, played in turns with calm before and after each, and what a healthy client waited in both.</summary>
/// <remarks>
/// A machine that others use too is slow now and then. So a turn counts only where the calm before and the calm after it agree,
/// and three turns that count decide by their median. Where they cannot be had, nothing is shown, which is no success.
/// </remarks>
internal sealed class AttackTrial(Bystander bystander, Func<Task<Outcome>> play)
{
    public const double MostRatio = 2;

    private const double Floor = 1;   // ms: below it a figure tells more of the machine than of the node
    private const double MostNoise = 1.5;
    private const int Turns = 3, MostTurns = 9;

    public static readonly string Rules = string.Create(
        CultureInfo.InvariantCulture,
        $"p99 in ms, pooled over a turn; a calm that was shorter than {Floor} ms counts as that; a turn counts where the calm before and after it differ by {MostNoise}× at most; the median of {Turns} turns that count, of {MostTurns} at most, decides");

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1.5), Settling = TimeSpan.FromSeconds(0.3);

    public async Task<(bool Held, string Told)> PlayAsync(bool warmUp, CancellationToken cancel)
    {
        var outcome = warmUp ? await play() : new Outcome(true, "");
        var (turns, noisy) = (new List<Turn>(), 0);
        var calm = await CalmAsync(cancel);
        while (outcome.Held && turns.Count < Turns && turns.Count + noisy < MostTurns)
        {
            var started = Stopwatch.GetTimestamp();
            outcome = await play();
            var during = bystander.P99(started, Stopwatch.GetTimestamp());
            var after = await CalmAsync(cancel);
            var turn = new Turn(Of(calm, after), during);
            if (Differ(calm.Beat, after.Beat) || Differ(calm.List, after.List)) noisy++;
            else turns.Add(turn);
            calm = after;
        }

        turns.Sort(static (one, other) => one.Ratio.CompareTo(other.Ratio));
        var shown = turns.Count == Turns;
        var held = outcome.Held && shown && turns[Turns / 2].Ratio <= MostRatio && bystander.Fault is null;
        return (held, $"{(held ? "held" : outcome.Held && !shown && bystander.Fault is null ? "NOT SHOWN" : "BROKEN")}: {outcome.Told}{Rounds(outcome)}; {Told(turns, noisy)}{(bystander.Fault is { } fault ? $"; the healthy client: {fault}" : "")}");
    }

    private static string Rounds(Outcome outcome) => outcome.Rounds > 1 ? $" (the last of {outcome.Rounds} rounds)" : "";

    private static string Told(List<Turn> turns, int noisy)
    {
        var told = noisy == 0 ? "" : $", {noisy} turns did not count";
        if (turns.Count == 0) return $"no turn counts{told}";
        var median = turns[turns.Count / 2];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"healthy p99 of heartbeats {median.Calm.Beat:0.00} → {median.During.Beat:0.00}, of lists {median.Calm.List:0.00} → {median.During.List:0.00} ({string.Join(", ", turns.Select(static turn => string.Create(CultureInfo.InvariantCulture, $"{turn.Ratio:0.0}×")))}, of {median.During.Count}){told}");
    }

    private static bool Differ(double one, double other) => Math.Max(Math.Max(one, other), Floor) / Math.Max(Math.Min(one, other), Floor) > MostNoise;

    private static Waits Of(Waits before, Waits after) => new((before.Beat + after.Beat) / 2, (before.List + after.List) / 2, before.Count + after.Count);

    private async Task<Waits> CalmAsync(CancellationToken cancel)
    {
        await Task.Delay(Settling, cancel);   // what the attack left open is being closed
        var started = Stopwatch.GetTimestamp();
        await Task.Delay(Calm, cancel);
        return bystander.P99(started, Stopwatch.GetTimestamp());
    }

    private sealed record Turn(Waits Calm, Waits During)
    {
        public double Ratio => Math.Max(During.Beat / Math.Max(Calm.Beat, Floor), During.List / Math.Max(Calm.List, Floor));
    }
}
