using System.Globalization;
using System.Text;

namespace Muster.Detection.Figures;

/// <summary>Lines over a common axis, as SVG that can be read on light and on dark ground.</summary>
/// <param name="Title">Above the plot.</param>
/// <param name="Below">What the axis below shows; its values are given in percent.</param>
/// <param name="Ticks">The values of the axis at the left that are marked, the least first.</param>
/// <param name="Logarithmic">Whether the axis at the left is; then nothing is below its least tick.</param>
internal sealed record LinePlot(string Title, string Below, double[] Ticks, bool Logarithmic)
{
    private const int Left = 64, Top = 40, Width = 460, Height = 230, Legend = 230;

    /// <param name="at">Where on the axis below, from 0 to 1.</param>
    /// <param name="lines">Values by name, one for each place.</param>
    public string Draw(double[] at, IReadOnlyList<(string Name, double[] Values)> lines)
    {
        var svg = new StringBuilder();
        var (width, height) = (Left + Width + Legend, Top + Height + 52);
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{Escape(Title)}">""");
        svg.AppendLine("<style>text{font:12px system-ui,sans-serif;fill:#57606a}.t{font-weight:600;font-size:13px}.g{stroke:#8b949e;stroke-opacity:.3}polyline{fill:none;stroke-width:2}.c0{stroke:#2f81f7;stroke-width:3}.c1{stroke:#d29922}.c2{stroke:#db6d28}.c3{stroke:#8957e5}.c4{stroke:#2f81f7;stroke-dasharray:5 4}.c5{stroke:#d29922;stroke-dasharray:5 4}@media(prefers-color-scheme:dark){text{fill:#adbac7}}</style>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text class="t" x="4" y="18">{Escape(Title)}</text>""");
        foreach (var tick in Ticks)
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<line class="g" x1="{Left}" x2="{Left + Width}" y1="{Y(tick):0}" y2="{Y(tick):0}"/><text text-anchor="end" x="{Left - 8}" y="{Y(tick) + 4:0}">{Words(tick)}</text>""");
        for (var place = 0; place < at.Length; place++)
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<text text-anchor="middle" x="{X(place):0}" y="{Top + Height + 20}">{at[place] * 100:0.##}</text>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text text-anchor="middle" x="{Left + (Width / 2)}" y="{Top + Height + 42}">{Escape(Below)}</text>""");

        foreach (var (line, (name, values)) in lines.Index())
        {
            var points = string.Join(' ', values.Select((value, place) => string.Create(CultureInfo.InvariantCulture, $"{X(place):0.0},{Y(value):0.0}")));
            var y = Top + 14 + (line * 22);
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<polyline class="c{line}" points="{points}"/><line class="c{line}" x1="{Left + Width + 14}" x2="{Left + Width + 40}" y1="{y - 4}" y2="{y - 4}"/><text x="{Left + Width + 46}" y="{y}">{Escape(name)}</text>""");
        }

        return svg.AppendLine("</svg>").ToString();

        double X(int place) => Left + (Width * (place + 0.5) / at.Length);
    }

    private double Y(double value)
    {
        var (least, most) = (Scale(Ticks[0]), Scale(Ticks[^1]));
        return Top + (Height * (1 - ((Scale(Math.Clamp(value, Ticks[0], Ticks[^1])) - least) / (most - least))));
    }

    private double Scale(double value) => Logarithmic ? Math.Log10(value) : value;

    private string Words(double tick) => Logarithmic
        ? (tick == Ticks[0] ? "≤ " : "") + tick.ToString("#,0.##", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{tick * 100:0} %");

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
