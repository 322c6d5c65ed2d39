using System.Globalization;
using Muster.Core;
using Muster.Rpc;

namespace Muster.Cli.Planning;

/// <summary>One figure of one storm: what was forecast, and the median of what was measured.</summary>
internal sealed record CheckRow(string Storm, string Figure, string Unit, double Forecast, double Measured)
{
    public double DeviationPercent => Measured > 0 ? 100 * ((Forecast / Measured) - 1) : 0;

    public bool IsWithin => Math.Abs(DeviationPercent) <= Check.AllowedPercent;
}

/// <summary>What <c>muster plan --check</c> found.</summary>
internal sealed record CheckReport(int Connections, int Instances, int PayloadBytes, int Runs, StormCosts Costs, IReadOnlyList<CheckRow> Rows)
{
    public bool IsWithin => Rows.All(row => row.IsWithin);
}

/// <summary>Makes storms against a registry of its own and lays the forecast beside what they came to.</summary>
internal sealed class Check(PlanStage stage, ICarrierDialer dialer, TimeProvider time, Action<string> tell)
{
    public const double AllowedPercent = 20;

    private const int Runs = 7;
    private const double Pace = 20;
    private const double LongestSeconds = 4;   // within which nobody is pinged

    public async Task<CheckReport> RunAsync(Fleet planned, int connections, StormCosts costs, CancellationToken cancel)
    {
        var fleet = new Fleet { Services = 1, Instances = planned.Instances, PayloadBytes = planned.PayloadBytes, Consumers = connections, Follows = 1 };
        await using var storms = await StormStage.OpenAsync(stage, fleet, dialer, time, cancel);
        tell($"connecting {Counted.Of(connections, "consumer")}");
        await storms.Consumers.GrowAsync(connections, cancel);
        tell("warming the registry up");
        await Warming.UntilSteadyAsync(storms, cancel);

        double[] paces = [0, Math.Min(Pace, LongestSeconds * 500 / fleet.Instances)];
        var measured = Array.ConvertAll(paces, _ => new List<StormMeasured>());
        for (var run = 1; run <= Runs; run++)
        {
            for (var at = 0; at < paces.Length; at++)
            {
                tell($"rolling restart of {fleet.Instances}, {NameOf(paces[at])}: run {run} of {Runs}");
                measured[at].Add(await storms.RestartAsync(TimeSpan.FromMilliseconds(paces[at]), cancel));
            }
        }

        var rows = paces.SelectMany((pace, at) => Compare(
            NameOf(pace), StormForecast.Of(fleet, new Storm { PaceMilliseconds = pace, Reconnects = false }, costs, costs.SharedPace), costs, measured[at])).ToList();
        return new(connections, fleet.Instances, fleet.PayloadBytes, Runs, costs, rows);
    }

    /// <summary>CPU was counted until all was quiet, so what the registry uses by itself is expected for that long, too.</summary>
    public static IReadOnlyList<CheckRow> Compare(string storm, StormForecast forecast, StormCosts costs, IReadOnlyList<StormMeasured> measured)
    {
        var quiet = Median(measured, run => run.Seconds - run.AllKnowSeconds);
        return
        [
            new(storm, "pushes a consumer", "", forecast.PushesPerSubscriber, Median(measured, run => (double)run.Pushes / run.Consumers)),
            new(storm, "bytes", "B", forecast.Bytes, Median(measured, run => run.Bytes)),
            new(storm, "server CPU", "s", forecast.CpuSeconds + (quiet * costs.IdleMicroseconds / 1e6), Median(measured, run => run.CpuSeconds)),
            new(storm, "until all know", "s", forecast.AllKnowSeconds, Median(measured, run => run.AllKnowSeconds)),
        ];
    }

    private static string NameOf(double pace) => pace == 0 ? "unpaced" : string.Create(CultureInfo.InvariantCulture, $"one change per {pace:0.###} ms");

    private static double Median(IReadOnlyList<StormMeasured> runs, Func<StormMeasured, double> figure)
    {
        var sorted = runs.Select(figure).Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
