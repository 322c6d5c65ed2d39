using System.Globalization;

namespace Muster.Cli.Planning;

/// <summary>Numbers as people read them: three digits, a unit, points between thousands.</summary>
internal static class Figures
{
    private static readonly string[] Sizes = ["B", "kB", "MB", "GB", "TB", "PB"];

    public static string Count(double count) => count.ToString(count is >= 100 or 0 || count == Math.Floor(count) ? "N0" : count >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    public static string Bytes(double bytes)
    {
        var size = 0;
        for (; bytes >= 1000 && size < Sizes.Length - 1; size++) bytes /= 1000;
        return $"{ThreeDigits(bytes)} {Sizes[size]}";
    }

    public static string Seconds(double seconds) => seconds switch
    {
        0 => "0 s",
        < 1 => $"{ThreeDigits(seconds * 1000)} ms",
        < 120 => $"{ThreeDigits(seconds)} s",
        _ => $"{ThreeDigits(seconds / 60)} min",
    };

    private static string ThreeDigits(double value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
