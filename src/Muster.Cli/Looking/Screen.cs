using Muster.Cli.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Muster.Cli.Looking;

/// <summary>Prints tables: in the terminal's width and colours; into a pipe plain, unwrapped, without trailing blanks.</summary>
internal static class Screen
{
    private const int Unwrapped = 4096;
    private const int LeastOfLast = 16;

    /// <summary>A table without lines: the same on paper, in a terminal and under grep. Only the last column is folded.</summary>
    public static Table NewTable(params ReadOnlySpan<string> headings)
    {
        var table = new Table().Border(TableBorder.None);
        for (var i = 0; i < headings.Length; i++)
        {
            var gap = i < headings.Length - 1 ? 2 : 0;
            table.AddColumn(new TableColumn(new Text(headings[i], new Style(decoration: Decoration.Bold))) { Padding = new Padding(0, 0, gap, 0), NoWrap = gap > 0 });
        }

        return table;
    }

    /// <summary>A row of cells with text that came from elsewhere.</summary>
    public static void AddTextRow(this Table table, params IEnumerable<string> cells) => table.AddRow(cells.Select(cell => Cell(cell)));

    /// <summary>A cell with text that came from elsewhere.</summary>
    public static Text Cell(string text, Style? style = null) => new(ForeignText.Show(text), style);

    /// <summary>A document, or one line of them. The encoder lets characters pass that turn the direction of writing.</summary>
    public static void PrintJson(string json, Surroundings here) => here.Out.WriteLine(ForeignText.Show(json));

    public static void Print(Table table, Surroundings here)
    {
        if (here.Columns is not null)
        {
            var console = ConsoleOn(here);
            console.Profile.Width = Math.Max(console.Profile.Width, LeastWidthOf(table, RenderOptions.Create(console)));
            console.Write(table);
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
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiFor(here), Out = new AnsiConsoleOutput(here.Out) });
        console.Profile.Width = Math.Max(40, columns);
        return console;
    }

    /// <summary>NO_COLOR asks for no bold either.</summary>
    public static AnsiSupport AnsiFor(Surroundings here) => here.Variable("NO_COLOR") is { Length: > 0 } ? AnsiSupport.No : AnsiSupport.Detect;

    /// <summary>What keeps ids and addresses whole, to be copied. Where the terminal has less, it breaks the lines itself.</summary>
    private static int LeastWidthOf(Table table, RenderOptions options)
    {
        var last = table.Columns.Count - 1;
        var least = 0;
        for (var i = 0; i <= last; i++)
        {
            var column = table.Rows.Select(row => row[i]).Prepend(table.Columns[i].Header);
            var widest = column.Max(cell => cell.Measure(options, int.MaxValue).Max);
            least += i < last ? widest + 2 : Math.Min(widest, LeastOfLast);
        }

        return least;
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
