using System.Globalization;
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

    private const int Runs = 3;
    private const double Pace = 20;
    private const double LongestSeconds = 4;   // within which nobody is pinged

    public async Task<CheckReport> RunAsync(Fleet planned, int connections, StormCosts costs, CancellationToken cancel)
    {
        var fleet = new Fleet { Services = 1, Instances = planned.Instances, PayloadBytes = planned.PayloadBytes, Consumers = connections, Follows = 1 };
        await using var storms = await StormStage.OpenAsync(stage, fleet, dialer, time, cancel);
        tell("warming the registry up");
        await Measurement.WarmUpAsync(storms, Math.Max(1, connections / 4), cancel);
        tell($"connecting {connections} consumers");
        await storms.Consumers.GrowAsync(connections, cancel);
        await Measurement.WarmUpAsync(storms, cancel);

        var rows = new List<CheckRow>();
        foreach (var pace in (double[])[0, Math.Min(Pace, LongestSeconds * 500 / fleet.Instances)])
        {
            var name = pace == 0 ? "unpaced" : string.Create(CultureInfo.InvariantCulture, $"one change per {pace:0.###} ms");
            var measured = new List<StormMeasured>();
            for (var run = 1; run <= Runs; run++)
            {
                tell($"rolling restart of {fleet.Instances}, {name}: run {run} of {Runs}");
                measured.Add(await storms.RestartAsync(TimeSpan.FromMilliseconds(pace), cancel));
            }

            rows.AddRange(Compare(name, StormForecast.Of(fleet, new Storm { PaceMilliseconds = pace, Reconnects = false }, costs, costs.SharedPace), measured));
        }

        return new(connections, fleet.Instances, fleet.PayloadBytes, Runs, costs, rows);
    }

    public static IReadOnlyList<CheckRow> Compare(string storm, StormForecast forecast, IReadOnlyList<StormMeasured> measured) =>
    [
        new(storm, "pushes a consumer", "", forecast.PushesPerSubscriber, Median(measured, run => (double)run.Pushes / run.Consumers)),
        new(storm, "bytes", "B", forecast.Bytes, Median(measured, run => run.Bytes)),
        new(storm, "server CPU", "s", forecast.CpuSeconds, Median(measured, run => run.CpuSeconds)),
        new(storm, "until all know", "s", forecast.AllKnowSeconds, Median(measured, run => run.AllKnowSeconds)),
    ];

    private static double Median(IReadOnlyList<StormMeasured> runs, Func<StormMeasured, double> figure)
    {
        var sorted = runs.Select(figure).Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
