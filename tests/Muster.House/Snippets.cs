using System.Text.RegularExpressions;

namespace Muster.House;

/// <summary>Code that a page shows is code that compiles: a region of a sample, word for word.</summary>
/// <remarks>
/// A sample marks the region with the comments <c>&lt;snippet:NAME&gt;</c> and <c>&lt;/snippet:NAME&gt;</c>;
/// the page puts <c>&lt;!-- snippet: samples/PATH NAME --&gt;</c> on the line above its fence.
/// </remarks>
public sealed partial class Snippets
{
    [Fact]
    public void Every_code_block_is_a_region_of_a_compiled_sample() =>
        Offences.None("Code that nobody compiles. Put a region into samples/ and name it above the block: <!-- snippet: samples/PATH NAME -->",
            from page in Tree.Pages
            from fence in Fence.In(page)
            where fence.Language is "csharp" or "cs" or "python" or "xml"
            where !Marker().IsMatch(fence.Marker)
            select fence.ToString());

    [Fact]
    public void Every_named_region_says_what_the_page_says() =>
        Offences.None("The page and the sample differ:",
            from page in Tree.Pages
            from fence in Fence.In(page)
            let marker = Marker().Match(fence.Marker)
            where marker.Success
            let fault = Compare(fence, marker.Groups["path"].Value, marker.Groups["name"].Value)
            where fault is not null
            select $"{fence}: {fault}");

    [Fact]
    public void Every_sample_is_part_of_the_build()
    {
        var solution = Tree.Read("Muster.slnx");
        Offences.None("A sample project that Muster.slnx does not name is not compiled:",
            Tree.Files.Where(file => Tree.IsUnder(file, "samples") && file.EndsWith(".csproj", StringComparison.Ordinal))
                .Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal)));
    }

    private static string? Compare(Fence fence, string path, string name)
    {
        if (!Tree.IsUnder(path, "samples")) return $"{path} is not under samples/.";
        if (!Tree.Exists(path)) return $"there is no {path}.";

        var lines = Tree.Lines(path);
        var (start, end) = (Find(lines, $"<snippet:{name}>"), Find(lines, $"</snippet:{name}>"));
        if (start < 0 || end < start) return $"{path} has no region {name}.";

        var region = Dedent(lines[(start + 1)..end]);
        return region.SequenceEqual(fence.Text) ? null : $"{path} has\n{string.Join('\n', region)}";
    }

    private static int Find(string[] lines, string mark) =>
        Array.FindIndex(lines, line => line.Contains(mark, StringComparison.Ordinal));

    private static List<string> Dedent(string[] lines)
    {
        var margin = lines.Where(line => line.Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty(0).Min();
        return [.. lines.Select(line => line.Length > 0 ? line[margin..] : line)];
    }

    [GeneratedRegex("^<!-- snippet: (?<path>[^ ]+) (?<name>[a-z0-9-]+) -->$")]
    private static partial Regex Marker();
}
