using System.Globalization;

namespace Muster.Load.Figures;

/// <summary>Figures as people read them.</summary>
internal static class Numbers
{
    /// <summary>Three digits that count.</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        >= 0.1 => value.ToString("0.000", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0000", CultureInfo.InvariantCulture),
    };

    /// <summary>A small part as a fraction.</summary>
    public static string Part(double part) => part is > 0 and <= 0.5 ? $"1/{WithoutEmptyDecimals(Short(1 / part))}" : Short(part);

    private static string WithoutEmptyDecimals(string number) =>
        number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number;
}
