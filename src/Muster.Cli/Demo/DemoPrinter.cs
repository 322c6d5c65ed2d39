using Muster.Cli.CommandLine;
using Muster.Cli.Looking;
using Spectre.Console;

namespace Muster.Cli.Demo;

/// <summary>Prints the demonstration: what happens as it happens, and the verdicts. At most 80 columns.</summary>
internal sealed class DemoPrinter(Surroundings here)
{
    private readonly IAnsiConsole _console = Screen.ConsoleOn(here);
    private readonly long _began = here.Time.GetTimestamp();

    public TimeSpan Elapsed => here.Time.GetElapsedTime(_began);

    /// <summary>Something is done to the system.</summary>
    public void Act(string what) => Line(what, Color.Aqua);

    /// <summary>Something came of it.</summary>
    public void See(string what) => Line($"  {what}", Color.Default);

    public void Print(IReadOnlyList<Verdict> verdicts)
    {
        var table = Screen.NewTable("GUARANTEE", "PROMISE", "MEASURED", "KEPT");
        foreach (var verdict in verdicts)
            table.AddRow(new Text(verdict.Guarantee), new Text(verdict.Promise), new Text(verdict.Measured), new Text(verdict.Kept ? "yes" : "NO", new Style(verdict.Kept ? Color.Green : Color.Red)));

        here.Out.WriteLine();
        Screen.Print(table, here);
        here.Out.WriteLine();
        var broken = verdicts.Count(verdict => !verdict.Kept);
        _console.Write(new Text(
            broken == 0 ? "Every promise was kept.\n" : $"{broken} of {verdicts.Count} promises were broken.\n",
            new Style(broken == 0 ? Color.Green : Color.Red)));
        here.Out.Flush();
    }

    private void Line(string text, Color color)
    {
        _console.Write(new Text($"{Elapsed:mm\\:ss\\.f}  {text}\n", new Style(color)));
        here.Out.Flush();
    }
}
