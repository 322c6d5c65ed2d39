using Muster.Cli.CommandLine;
using Spectre.Console;

namespace Muster.Cli.Looking;

/// <summary>Prints tables: in the terminal's width and colours; into a pipe plain, unwrapped, without trailing blanks.</summary>
internal static class Screen
{
    private const int Unwrapped = 4096;

    /// <summary>A table without lines: the same on paper, in a terminal and under grep.</summary>
    public static Table NewTable(params ReadOnlySpan<string> headings)
    {
        var table = new Table().Border(TableBorder.None);
        for (var i = 0; i < headings.Length; i++)
        {
            var gap = i < headings.Length - 1 ? 2 : 0;
            table.AddColumn(new TableColumn(new Text(headings[i], new Style(decoration: Decoration.Bold))) { Padding = new Padding(0, 0, gap, 0) });
        }

        return table;
    }

    /// <summary>A cell with text that came from elsewhere.</summary>
    public static Text Cell(string text, Style? style = null) => new(ForeignText.Show(text), style);

    /// <summary>A document, or one line of them. The encoder lets characters pass that turn the direction of writing.</summary>
    public static void PrintJson(string json, Surroundings here) => here.Out.WriteLine(ForeignText.Show(json));

    public static void Print(Table table, Surroundings here)
    {
        if (here.Columns is not null)
        {
            ConsoleOn(here).Write(table);
            return;
        }

        using var plain = new StringWriter();
        Plain(plain).Write(table);
        foreach (var line in plain.ToString().TrimEnd().Split('\n')) here.Out.WriteLine(line.TrimEnd());
    }

    /// <summary>Colours where the terminal has them and NO_COLOR is not set.</summary>
    public static IAnsiConsole ConsoleOn(Surroundings here)
    {
        if (here.Columns is not { } columns) return Plain(here.Out);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(here.Out) });
        console.Profile.Width = Math.Max(40, columns);
        return console;
    }

    private static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Unwrapped;
        return console;
    }
}
