using System.Text.Json;
using Muster.Cli.CommandLine;
using Muster.Cli.Looking;
using Muster.Core;
using Spectre.Console;

namespace Muster.Cli.Planning;

/// <summary>Prints plans and checks, in at most 80 columns.</summary>
internal sealed class PlanPrinter(Surroundings here, OutputForm form)
{
    public void Print(CapacityPlan plan)
    {
        if (form is OutputForm.Json)
        {
            Screen.PrintJson(JsonSerializer.Serialize(plan, PlanJson.Default.CapacityPlan), here);
            return;
        }

        var (fleet, storm, restart, steady) = (plan.Fleet, plan.Storm, plan.Restart, plan.Steady);
        var pace = storm.PaceMilliseconds == 0 ? "unpaced" : Said($"one per {storm.PaceMilliseconds} ms in each service");
        Section(Said($"A rolling restart of {storm.Services} of {Counted.Of(fleet.Services, "service")}, {Counted.Of(fleet.Instances, "instance")} each"),
            ("changes", Said($"{Figures.Count(restart.Changes)}, {pace}")),
            ("subscribers of each service", Figures.Count(restart.Subscribers)),
            ("push window", Figures.Seconds(restart.WindowSeconds)),
            ("pushes", Said($"{Figures.Count(restart.Pushes)}, {Figures.Count(restart.PushesPerSecond)}/s")),
            ("pushes a subscriber", Said($"{Figures.Count(restart.PushesPerSubscriber)}, {Figures.Count(restart.ChangesPerPush)} changes merged in each")),
            ("bytes", Said($"{Figures.Bytes(restart.Bytes)}, {Figures.Bytes(restart.BytesPerSecond)}/s")),
            ("server CPU", Said($"{Figures.Seconds(restart.CpuSeconds)}, {restart.CpuPercent:0} % of a core")),
            ("until the last consumer knows", Said($"{Figures.Seconds(restart.AllKnowSeconds)}, {Figures.Seconds(restart.AllKnowAfterLastSeconds)} after the last change")));
        Section("In quiet times",
            ("heartbeats and pings", Said($"{Figures.Count(steady.SignsOfLifePerSecond)}/s")),
            ("registrations", Said($"{Figures.Count(steady.RegistrationsPerSecond)}/s, {fleet.RestartsPerDay} restarts a day of each instance")),
            ("pushes", Said($"{Figures.Count(steady.PushesPerSecond)}/s, {Figures.Bytes(steady.BytesPerSecond)}/s")),
            ("server CPU", Said($"{steady.CpuPercent:0.0} % of a core")),
            ("connections", Figures.Count(steady.Connections)),
            ("instances", Figures.Count(steady.Instances)),
            ("memory", Figures.Bytes(steady.MemoryBytes)),
            ("CPU when all come back at once", Figures.Seconds(steady.ReturnCpuSeconds)));
        Section(Said($"With {plan.Cores} cores a node, {plan.HeadRoomPercent} % of them kept free"),
            ("nodes", plan.Sizing.Nodes > 0 ? Figures.Count(plan.Sizing.Nodes) : "no number is enough"),
            ("or one node and relays", Figures.Count(plan.Sizing.Relays)));
        Line($"Coefficients: {plan.Costs.Source}.");
        if (plan.Sizing.Nodes != 1) Line("This release runs a single node: the figures say what it lacks.");
        if (plan.Costs == BuiltInCosts.Value) Line("Yours are found by 'muster plan --measure'.");
    }

    public void Print(StormCosts costs, string path)
    {
        if (form is OutputForm.Json)
        {
            Screen.PrintJson(JsonSerializer.Serialize(costs, PlanJson.Default.StormCosts), here);
            return;
        }

        Section("What things cost the server on this machine",
            ("a push", Said($"{costs.PushMicroseconds:0.0} us, and {costs.ByteNanoseconds:0.00} ns a byte")),
            ("a change in a storm", Said($"{costs.ChangeMicroseconds:0.0} us")),
            ("a registration", Said($"{costs.RegistrationMicroseconds:0.0} us")),
            ("a heartbeat or ping", Said($"{costs.HeartbeatMicroseconds:0.0} us")),
            ("to connect and follow", Said($"{costs.ConnectMicroseconds:0} us")),
            ("a second of quiet", Said($"{costs.IdleMicroseconds:0} us")),
            ("memory, nobody known", Figures.Bytes(costs.FixedBytes)),
            ("memory of a connection", Figures.Bytes(costs.ConnectionBytes)),
            ("memory of a further subscription", Figures.Bytes(costs.SubscriptionBytes)),
            ("memory of an instance", Said($"{Figures.Bytes(costs.InstanceBytes)} and its payload")));
        Line($"Kept in {path}.");
    }

    public void Print(CheckReport report)
    {
        if (form is OutputForm.Json)
        {
            Screen.PrintJson(JsonSerializer.Serialize(report, PlanJson.Default.CheckReport), here);
            return;
        }

        var table = Screen.NewTable("STORM", "FIGURE", "FORECAST", "MEASURED", "DEVIATION");
        foreach (var row in report.Rows)
        {
            var deviation = new Text(Said($"{Math.Round(row.DeviationPercent, 1):+0.0;-0.0;0.0} %"), new Style(row.IsWithin ? Color.Green : Color.Red));
            table.AddRow(new Text(row.Storm), new Text(row.Figure), new Text(ValueOf(row, row.Forecast)), new Text(ValueOf(row, row.Measured)), deviation);
        }

        Screen.Print(table, here);
        Line("");
        Line(Said($"{Counted.Of(report.Connections, "consumer")}, {Counted.Of(report.Instances, "instance")} of {Counted.Of(report.PayloadBytes, "byte")}; medians of {Counted.Of(report.Runs, "run")}."));
        Line($"Coefficients: {report.Costs.Source}.");
        Line(report.IsWithin
            ? Said($"Every figure is within {Check.AllowedPercent} %.")
            : Said($"Figures that are off by more than {Check.AllowedPercent} %: {report.Rows.Count(row => !row.IsWithin)} of {report.Rows.Count}."));
    }

    private static string ValueOf(CheckRow row, double value) => row.Unit switch
    {
        "s" => Figures.Seconds(value),
        "B" => Figures.Bytes(value),
        _ => Figures.Count(value),
    };

    private static string Said(FormattableString text) => FormattableString.Invariant(text);

    private void Section(string heading, params ReadOnlySpan<(string Name, string Value)> figures)
    {
        Line(heading);
        foreach (var (name, value) in figures) Line($"  {name,-34}{value}");
        Line("");
    }

    private void Line(string text) => here.Out.WriteLine(ForeignText.Show(text));
}
