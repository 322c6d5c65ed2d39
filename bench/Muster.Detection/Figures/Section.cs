namespace Muster.Detection.Figures;

/// <summary>A part of a page between two marks, written anew by whoever measures.</summary>
internal static class Section
{
    private const string Begin = "<!-- measured: ./build bench health -->", End = "<!-- /measured -->";

    public static void Write(string page, IEnumerable<string> lines)
    {
        var text = File.ReadAllText(page);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new InvalidOperationException($"{page} has no place for the figures: it lacks the lines {Begin} and {End}.");
        File.WriteAllText(page, $"{text[..(from + Begin.Length)]}\n{string.Join('\n', lines)}\n{text[to..]}");
    }
}
