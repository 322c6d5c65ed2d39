using System.Globalization;
using System.Text;

namespace Muster.Cli.CommandLine;

/// <summary>
/// Text that came from elsewhere, made safe to print: a terminal obeys control characters, and a reader is deceived by
/// those that turn the direction of writing or have no width. They are shown by their codes, in the form of JSON, so that
/// a document stays the same document.
/// </summary>
internal static class ForeignText
{
    public static string Show(string text)
    {
        var harmful = 0;
        foreach (var rune in text.EnumerateRunes()) harmful += IsHarmful(rune) ? 1 : 0;
        if (harmful == 0) return text;

        var shown = new StringBuilder(text.Length + (harmful * 10));
        Span<char> units = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            var count = rune.EncodeToUtf16(units);
            if (!IsHarmful(rune)) shown.Append(units[..count]);
            else
                foreach (var unit in units[..count]) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }

        return shown.ToString();
    }

    private static bool IsHarmful(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
