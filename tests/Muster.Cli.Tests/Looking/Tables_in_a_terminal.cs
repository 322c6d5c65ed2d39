using Muster.Cli.CommandLine;
using Muster.Cli.Looking;
using Spectre.Console;

namespace Muster.Cli.Tests.Looking;

public sealed class Tables_in_a_terminal
{
    private const string Id = "orders-7f9c6d5b4-x2x8q";
    private const string Address = "http://orders-7f9c6d5b4-x2x8q.shop.svc:8080";

    [Theory]
    [InlineData("short", 80)]
    [InlineData("owner=shop version=2.1 build=0123456789abcdef0123456789abcdef0123456789abcdef", 80)]
    [InlineData("owner=shop version=2.1", 40)]
    public void Ids_and_addresses_stay_whole_and_metadata_is_folded(string metadata, int columns)
    {
        var table = Screen.NewTable("ID", "ADDRESS", "METADATA");
        table.AddRow(new Text(Id), new Text(Address), new Text(metadata));

        var printed = Printed(table, columns);

        Assert.Contains($"{Id}  {Address}  ", printed, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', printed);
        Assert.All(printed.Split('\n'), line => Assert.InRange(line.Length, 0, Id.Length + Address.Length + 4 + 16));
    }

    [Theory]
    [InlineData("1", AnsiSupport.No)]
    [InlineData("", AnsiSupport.Detect)]
    [InlineData(null, AnsiSupport.Detect)]
    public void NO_COLOR_asks_for_no_codes_at_all(string? set, AnsiSupport codes)
    {
        var here = new Surroundings { Out = TextWriter.Null, Error = TextWriter.Null, Columns = 80, Variable = name => name == "NO_COLOR" ? set : null };

        Assert.Equal(codes, Screen.AnsiFor(here));
    }

    private static string Printed(Table table, int columns)
    {
        using var output = new StringWriter();
        Screen.Print(table, new Surroundings { Out = output, Error = TextWriter.Null, Columns = columns, Variable = name => name == "NO_COLOR" ? "1" : null });
        return output.ToString();
    }
}
