using System.CommandLine;
using System.Globalization;
using Muster.Cli.CommandLine;
using Muster.Protocol;

namespace Muster.Cli.Demo;

/// <summary><c>muster demo</c>: the promises, kept before one's eyes by real processes.</summary>
internal static class DemoCommand
{
    public static Command Create(Surroundings here)
    {
        var length = new Option<string>("--for") { HelpName = "TIME", Description = "How long it lasts, such as 60s or 2m.", DefaultValueFactory = _ => "60s" };
        var verb = new Verb("demo", "Shows the promises being kept, by real processes on this machine.")
        {
            Details =
            [
                "A registry, three providers and two consumers are started, and some of them killed.",
                "The consumers' own logs tell whether the promises were kept.",
                "Exit code 0: all of them were; 1: not all.",
            ],
            Examples = ["muster demo", "muster demo --for 20s"],
        };
        verb.Add(length);
        verb.Does(async (line, cancel) =>
        {
            var plan = DemoPlan.For(LengthOf(line.GetValue(length)!));
            using var signals = new StopSignals(cancel);
            try
            {
                return await RunAsync(plan, here, signals.Asked);
            }
            catch (OperationCanceledException) when (signals.Asked.IsCancellationRequested)
            {
                here.Note("Interrupted; everything that was started is stopped.");
                return ExitCode.Interrupted;
            }
        });
        return verb;
    }

    public static TimeSpan LengthOf(string text)
    {
        var (digits, unit) = text switch
        {
            [.. var number, 's'] => (number, TimeSpan.FromSeconds(1)),
            [.. var number, 'm'] => (number, TimeSpan.FromMinutes(1)),
            _ => (text, TimeSpan.FromSeconds(1)),
        };
        var length = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count * unit : TimeSpan.Zero;
        return length >= DemoPlan.Shortest && length <= DemoPlan.Longest
            ? length
            : throw new CommandFailure(ExitCode.Usage, $"--for: {Names.Quote(text)} is not a time between {DemoPlan.Shortest.TotalSeconds:0}s and {DemoPlan.Longest.TotalMinutes:0}m.");
    }

    private static async Task<int> RunAsync(DemoPlan plan, Surroundings here, CancellationToken asked)
    {
        var printer = new DemoPrinter(here);
        await using var stage = new DemoStage(here.Time);
        try
        {
            var verdicts = await new DemoScript(plan, stage, printer, here.Time, asked).PlayAsync();
            stage.Keep = verdicts.Any(verdict => !verdict.Kept);
            printer.Print(verdicts);
            if (stage.Keep) here.Note($"What the processes wrote is in {stage.Folder}.");
            return stage.Keep ? ExitCode.Failed : ExitCode.Done;
        }
        catch (CommandFailure)
        {
            stage.Keep = true;
            throw;
        }
    }
}
