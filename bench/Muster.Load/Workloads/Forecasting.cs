using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Muster.Load.Registry;
using Muster.Peers.Processes;

namespace Muster.Load.Workloads;

/// <summary>
/// What <c>muster plan</c> forecasts of a storm, beside what the storm came to: coefficients of one measurement are checked on
/// storms against another registry, the paced one faster than any that was measured.
/// </summary>
internal sealed class Forecasting(Scale scale) : Workload
{
    private const int Consumers = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public override string Name => "forecast";

    public override IReadOnlyList<string> Tables => ["forecast", "forecast storms"];

    public override IReadOnlyList<Func<Subject>> Subjects => [() => new MusterServer(Carrier.Lean)];

    public override TimeSpan Usual(Subject subject) => TimeSpan.FromSeconds(200);

    public override void Run(Subject subject, Sheet sheet)
    {
        subject.Stop();   // planning starts registries of its own
        var model = Path.Combine(subject.Folder, "plan.json");
        sheet.Begin($"measuring coefficients with {scale.Of(Consumers)} consumers");
        Plan("--measure", scale.Of(Consumers), model);
        sheet.Begin($"checking them with {scale.Of(Consumers)} consumers");
        using var report = JsonDocument.Parse(Plan("--check", scale.Of(Consumers), model));

        foreach (var row in report.RootElement.GetProperty("rows").EnumerateArray())
        {
            var storm = row.GetProperty("storm").GetString() == "unpaced" ? "unpaced" : "paced";
            var figure = row.GetProperty("figure").GetString();
            sheet.Add("forecast", $"{storm}: {figure}, % off", row.GetProperty("deviationPercent").GetDouble());
            var unit = figure == "bytes" ? "MB" : row.GetProperty("unit").GetString()!;
            var per = figure == "bytes" ? 1e6 : 1;
            sheet.Add("forecast storms", $"{storm}: {figure} {unit}".TrimEnd(), row.GetProperty("measured").GetDouble() / per);
        }
    }

    private static string Plan(string what, int connections, string model)
    {
        using var plan = Process.Start(new ProcessStartInfo(
            "dotnet", [MusterServer.Node, "plan", what, "--connections", connections.ToString(CultureInfo.InvariantCulture), "--model", model, "-o", "json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = plan.StandardOutput.ReadToEndAsync();
        var notes = plan.StandardError.ReadToEndAsync();
        var started = Stopwatch.GetTimestamp();
        while (!plan.WaitForExit(TimeSpan.FromSeconds(1)))
        {
            Progress.Tell($"{Stopwatch.GetElapsedTime(started).TotalSeconds:0} s of {Patience.TotalSeconds:0}: 'muster plan {what}' is at work");
            if (Stopwatch.GetElapsedTime(started) < Patience) continue;
            plan.Kill(entireProcessTree: true);
            throw new TimeoutException($"After {Patience.TotalSeconds:0} s: 'muster plan {what}' has not ended. It said: {notes.GetAwaiter().GetResult()}");
        }

        // 1 is what it says where a figure is off: that is for the targets to judge.
        return plan.ExitCode is 0 or 1 && said.GetAwaiter().GetResult() is { Length: > 0 } document
            ? document
            : throw new InvalidOperationException($"'muster plan {what}' ended with {plan.ExitCode}: {notes.GetAwaiter().GetResult()}");
    }
}
