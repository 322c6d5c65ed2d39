using System.Globalization;
using System.Text;

namespace Muster.Load.Figures;

/// <summary>Horizontal bars on a logarithmic scale, as SVG that can be read on light and on dark ground.</summary>
internal static class BarChart
{
    private const int Labels = 170, Bars = 420, Row = 26, Top = 34, Values = 110;

    public static string Draw(string title, IReadOnlyList<(string Label, double Value)> rows)
    {
        var height = Top + (rows.Count * Row) + 6;
        var (least, most) = (Math.Log10(rows.Min(row => row.Value)) - 0.3, Math.Log10(rows.Max(row => row.Value)));
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Labels + Bars + Values} {height}" width="{Labels + Bars + Values}" height="{height}" role="img" aria-label="{title}">""");
        svg.AppendLine("<style>text{font:13px system-ui,sans-serif;fill:#57606a}.t{font-weight:600}.m{fill:#2f81f7}.o{fill:#8b949e}@media(prefers-color-scheme:dark){text{fill:#adbac7}}</style>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text class="t" x="4" y="18">{title}</text>""");
        for (var at = 0; at < rows.Count; at++)
        {
            var (label, value) = rows[at];
            var y = Top + (at * Row);
            var width = Math.Max(2, Bars * (Math.Log10(value) - least) / Math.Max(0.3, most - least));
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="4" y="{y + 15}">{label}</text><rect class="{(label.StartsWith("Muster", StringComparison.Ordinal) ? 'm' : 'o')}" x="{Labels}" y="{y + 2}" width="{width:0}" height="18" rx="2"/><text x="{Labels + width + 6:0}" y="{y + 15}">{Numbers.Short(value)}</text>""");
        }

        return svg.AppendLine("</svg>").ToString();
    }
}
