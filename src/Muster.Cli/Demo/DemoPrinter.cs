using System.Globalization;
using Muster.Cli.CommandLine;
using Muster.Cli.Looking;
using Spectre.Console;

namespace Muster.Cli.Demo;

/// <summary>Prints the demonstration: what happens as it happens, who answers meanwhile, and the verdicts. At most 80 columns.</summary>
/// <remarks>In a terminal a table of who answers stays below the last line and is drawn again and again; into a file it is told in lines.</remarks>
internal sealed class DemoPrinter(Surroundings here)
{
    private readonly IAnsiConsole _console = Screen.ConsoleOn(here);
    private readonly long _began = here.Time.GetTimestamp();
    private int _drawn;

    public TimeSpan Elapsed => here.Time.GetElapsedTime(_began);

    /// <summary>Whether <see cref="Draw"/> shows anything.</summary>
    public bool IsLive => here.Columns is not null && _console.Profile.Capabilities.Ansi;

    /// <summary>Something is done to the system.</summary>
    public void Act(string what) => Line(what, Color.Aqua);

    /// <summary>Something came of it.</summary>
    public void See(string what) => Line($"  {what}", Color.Default);

    /// <summary>Who answers, in lines: one a consumer.</summary>
    public void Tell(WhoAnswers who)
    {
        foreach (var consumer in who.Consumers)
        {
            var answers = who.Instances.Zip(consumer.PerSecond).Where(one => one.Second > 0).Select(one => $"{one.First.Id} {Rate(one.Second)}/s");
            See($"{consumer.Name} is answered by {string.Join(", ", answers)}");
        }
    }

    /// <summary>Who answers, as a table that takes the place of the one before. Nothing where it is not <see cref="IsLive"/>.</summary>
    public void Draw(WhoAnswers who)
    {
        if (!IsLive) return;
        var table = Screen.NewTable(["INSTANCE", "ZONE", "STATE", .. who.Consumers.Select(consumer => consumer.Name)]);
        for (var i = 0; i < who.Instances.Count; i++)
        {
            var row = new List<Text> { new(who.Instances[i].Id), new(who.Instances[i].Zone), new(who.States[i], ColorOf(who.States[i])) };
            foreach (var consumer in who.Consumers)
                row.Add(consumer.PerSecond[i] > 0 ? new($"{Rate(consumer.PerSecond[i])}/s", new Style(Color.Green)) : new("-"));
            table.AddRow(row);
        }

        Erase();
        here.Out.WriteLine();
        Screen.Print(table, here);
        _drawn = who.Instances.Count + 2;
        here.Out.Flush();
    }

    public void Print(IReadOnlyList<Verdict> verdicts)
    {
        var table = Screen.NewTable("GUARANTEE", "PROMISE", "MEASURED", "KEPT");
        foreach (var verdict in verdicts)
            table.AddRow(new Text(verdict.Guarantee), new Text(verdict.Promise), new Text(verdict.Measured), new Text(verdict.Kept ? "yes" : "NO", new Style(verdict.Kept ? Color.Green : Color.Red)));

        Erase();
        here.Out.WriteLine();
        Screen.Print(table, here);
        here.Out.WriteLine();
        var broken = verdicts.Count(verdict => !verdict.Kept);
        _console.Write(new Text(
            broken == 0 ? "Every promise was kept.\n" : $"Promises that were broken: {broken} of {verdicts.Count}.\n",
            new Style(broken == 0 ? Color.Green : Color.Red)));
        here.Out.Flush();
    }

    private static string Rate(double perSecond) => Math.Round(perSecond).ToString(CultureInfo.InvariantCulture);

    private static Style ColorOf(string state) => new(state is "healthy" ? Color.Green : Color.Yellow);

    private void Line(string text, Color color)
    {
        Erase();
        _console.Write(new Text($"{Elapsed:mm\\:ss\\.f}  {text}\n", new Style(color)));
        here.Out.Flush();
    }

    /// <summary>Takes the table away, so that what comes next stands where it stood.</summary>
    private void Erase()
    {
        if (_drawn > 0) here.Out.Write($"\x1b[{_drawn.ToString(CultureInfo.InvariantCulture)}A\x1b[J");
        _drawn = 0;
    }
}
