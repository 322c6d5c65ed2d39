namespace Muster.House;

/// <summary>A code block of a page, and the comment that stands right above it.</summary>
internal sealed record Fence(string Page, int Line, string Language, string Marker, IReadOnlyList<string> Text)
{
    public override string ToString() => $"{Page}:{Line}";

    public static IEnumerable<Fence> In(string page)
    {
        var lines = Tree.Lines(page);
        for (var open = 0; open < lines.Length; open++)
        {
            if (!lines[open].StartsWith("```", StringComparison.Ordinal)) continue;

            var close = Array.IndexOf(lines, "```", open + 1);
            if (close < 0) throw new InvalidOperationException($"{page}:{open + 1}: this code block never ends.");

            var above = open > 0 && lines[open - 1].StartsWith("<!-- ", StringComparison.Ordinal) ? lines[open - 1] : "";
            yield return new(page, open + 1, lines[open][3..].Trim(), above, lines[(open + 1)..close]);
            open = close;
        }
    }
}
