using System.Text.RegularExpressions;

namespace Muster.House;

/// <summary>docs/guarantees.md names every promise, and the tests that it and the threat model call as witnesses exist.</summary>
public sealed partial class GuaranteesPage
{
    private static readonly string[] Promises =
    [
        "Live-Stays", "Never-Empty", "Converges", "No-Resurrection", "Ordered", "Unique", "Resumable", "Verified", "Death-Bound",
        "Fenced", "Bounded", "Walled", "Starts", "Once", "Readable", "Safe-Exit",
    ];

    private static readonly string[] PagesWithWitnesses = ["docs/guarantees.md", "docs/threat-model.md"];

    private readonly string[] _lines = Tree.Lines("docs/guarantees.md");

    [Fact]
    public void Every_promise_has_its_row() =>
        Assert.Equal(Promises, _lines.Select(line => Row().Match(line)).Where(row => row.Success).Select(row => row.Groups["name"].Value));

    [Fact]
    public void Every_witness_is_a_test_that_exists()
    {
        var tests = Tree.Sources("tests").SelectMany(file => Method().Matches(Tree.Read(file))).Select(match => match.Groups["name"].Value).ToHashSet();

        Offences.None("A page calls a test that is not there:",
            from page in PagesWithWitnesses
            from line in Tree.Lines(page)
            from Match witness in Witness().Matches(line)
            where !tests.Contains(witness.Groups["name"].Value)
            select $"{page}: {witness.Value}");
    }

    [GeneratedRegex(@"^\| \*\*(?<name>[\w-]+)\*\* \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<name>[A-Z][a-z]*(_\w+)+)`")]
    private static partial Regex Witness();

    [GeneratedRegex(@"^\s*public\s+(?:async\s+)?(?:void|Task|ValueTask|Property)\s+(?<name>[A-Z]\w*_\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Method();
}
