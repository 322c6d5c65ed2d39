using System.Globalization;
using Muster.Protocol;

namespace Muster.Core.Health;

/// <summary>The figures that an API of an instance was found bad by, in words.</summary>
/// <param name="ByFleet">Whether the comparison with the others decided, and not the bound.</param>
internal readonly record struct Evidence(string Api, Side Side, Calls Calls, FleetComparison Fleet, int Voices, bool ByFleet)
{
    /// <summary>An API's name beyond this is cut, so that the figures fit.</summary>
    private const int LongestApi = 100;

    /// <summary>Words of others, cut to the limit.</summary>
    public static string Cut(string text, int most = Limits.EvidenceText)
    {
        if (text.Length <= most) return text;
        var end = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    public override string ToString() =>
        ByFleet && Fleet.Hosts > 0
            ? Text($"{Cut(Api, LongestApi)} {Percent(Fleet.Mine.Ratio)} of {Fleet.Mine.Trials:N0} calls{By}, the other {Fleet.Hosts - 1} {Percent(Fleet.Others.Ratio)}")
            : Text($"{Cut(Api, LongestApi)} {Percent(Calls.Ratio)} of {Calls.Trials:N0} calls{By}, upper bound {Math.Floor(Wilson.Upper(Calls) * 100) / 100:0.00}");

    private string By => Side is Side.Callers ? $" by {Counted.Of(Voices, "caller")}" : "";

    /// <summary>Rounded down, so that what is below a bound is not shown as the bound.</summary>
    private static string Percent(double ratio) => Text($"{Math.Floor((ratio * 1000) + 1e-6) / 10:0.#} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
