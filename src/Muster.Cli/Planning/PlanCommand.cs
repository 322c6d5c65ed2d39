using System.CommandLine;
using Muster.Cli.CommandLine;
using Muster.Rpc;
using Muster.Server.Hosting;

namespace Muster.Cli.Planning;

/// <summary><c>muster plan</c>: what a fleet and its storms will cost, before it is there.</summary>
internal static class PlanCommand
{
    private const int UsualConnections = 10_000;

    /// <summary>Connections of this program that are none of the consumers': providers and questions.</summary>
    private const int OtherConnections = 16;

    public static Command Create(RegistryOptions registry, Surroundings here)
    {
        var options = new PlanOptions();
        var verb = new Verb("plan", "Forecasts what a fleet and a rolling restart cost a registry.")
        {
            Details =
            [
                "--measure finds the coefficients of this machine, with a registry of its own,",
                "in two minutes, and keeps them. --check makes storms against a registry",
                "of its own and compares: --instances, --payload and --connections hold for both.",
                "Exit code 1 with --check: a figure is off by more than 20 %.",
            ],
            Examples =
            [
                "muster plan --services 400 --instances 50 --consumers 20000 --follows 12",
                "muster plan --pace 50 --restarting 5 -o json",
                "muster plan --measure --check",
            ],
        };
        options.AddTo(verb);
        registry.AddFormTo(verb);
        verb.Does(async (line, cancel) =>
        {
            var asked = options.Read(line);
            var printer = new PlanPrinter(here, registry.FormOf(line));
            using var signals = new StopSignals(cancel);
            try
            {
                return await AnswerAsync(asked, printer, here, signals.Asked);
            }
            catch (OperationCanceledException) when (signals.Asked.IsCancellationRequested)
            {
                here.Note("Interrupted; everything that was started is stopped.");
                return ExitCode.Interrupted;
            }
        });
        return verb;
    }

    private static async Task<int> AnswerAsync(PlanRequest asked, PlanPrinter printer, Surroundings here, CancellationToken cancel)
    {
        if (asked.Measures)
        {
            var costs = await MeasureAsync(asked.Fleet, ConnectionsOf(asked), here, cancel);
            printer.Print(costs, CostFile.Write(costs, asked.Model));
        }

        if (asked.Checks)
        {
            await using var stage = await PlanStage.StartAsync(here.Time, cancel);
            var report = await new Check(stage, Dialer(), here.Time, here.Note).RunAsync(asked.Fleet, ConnectionsOf(asked), CostFile.Read(asked.Model), cancel);
            printer.Print(report);
            return report.IsWithin ? ExitCode.Done : ExitCode.Failed;
        }

        if (!asked.Measures) printer.Print(CapacityPlan.Of(asked.Fleet, asked.Storm, asked.Cores, asked.HeadRoomPercent, CostFile.Read(asked.Model)));
        return ExitCode.Done;
    }

    private static async Task<StormCosts> MeasureAsync(Fleet fleet, int connections, Surroundings here, CancellationToken cancel)
    {
        MemoryCosts memory;
        await using (var stage = await PlanStage.StartAsync(here.Time, cancel))
            memory = await new MemoryMeasurement(stage, Dialer(), here.Time, here.Note).RunAsync(fleet.PayloadBytes, connections, cancel);

        await using var stormed = await PlanStage.StartAsync(here.Time, cancel);
        return await new Measurement(stormed, Dialer(), here.Time, here.Note).RunAsync(fleet, connections, memory, cancel);
    }

    private static CarrierDialer Dialer() => new CarrierDialer(new RpcChannelOptions());

    /// <summary>As many as were asked for, else as many as both processes may open.</summary>
    private static int ConnectionsOf(PlanRequest asked) => asked.Connections ?? Math.Min(UsualConnections, Math.Max(1, ConnectionBound.Conversations() - OtherConnections));
}
