using System.Text.RegularExpressions;

namespace Muster.House;

/// <summary>Tests read as sentences and wait on what they wait for, never on the clock.</summary>
public sealed partial class TestManners
{
    /// <summary>Where real processes are watched; everything else runs on the manual clock.</summary>
    private static readonly string[] RealTime = ["tests/Muster.Chaos", "tests/Muster.Interop"];

    [Fact]
    public void No_test_sleeps() =>
        Offences.None("Drive the manual clock, or await what you wait for:",
            Lines(line => Sleep().IsMatch(line), except: RealTime));

    [Fact]
    public void No_test_carries_captions() =>
        Offences.None("Leave out Arrange, Act and Assert: a blank line says it:",
            Lines(line => Caption().IsMatch(line)));

    [Fact]
    public void Test_names_are_sentences() =>
        Offences.None("A name that tells the promise, words divided by underscores:",
            from file in Tree.Sources("tests")
            from Match match in TestMethod().Matches(Tree.Read(file))
            let name = match.Groups["name"].Value
            where !name.Contains('_') || name.EndsWith("_Ok", StringComparison.OrdinalIgnoreCase)
            select $"{file}: {name}");

    private static IEnumerable<string> Lines(Func<string, bool> offends, params string[] except) =>
        from file in Tree.Sources("tests")
        where !Tree.IsUnder(file, except)
        from line in Tree.Lines(file)
        where offends(line)
        select $"{file}: {line.Trim()}";

    [GeneratedRegex(@"\bThread\.Sleep\s*\(|\bTask\.Delay\s*\(")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"//\s*(Arrange|Act|Assert)\b")]
    private static partial Regex Caption();

    [GeneratedRegex(@"^\s*\[(?:Fact|Theory)\b.*\n(?:\s*\[.*\n)*\s*public\s+(?:static\s+)?(?:async\s+)?(?:void|Task|ValueTask)\s+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TestMethod();
}
