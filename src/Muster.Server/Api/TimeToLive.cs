using System.Globalization;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>Durations in words that people write: <c>30s</c>, <c>2m</c>, <c>500ms</c>.</summary>
internal static class TimeToLive
{
    /// <summary>Given to an instance whose registration names none.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(30);

    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    public static (TimeSpan Value, string? Fault) Parse(string text) => Parse("ttl", text);

    /// <param name="name">What the duration is, for the fault.</param>
    /// <param name="text">As it was written.</param>
    public static (TimeSpan Value, string? Fault) Parse(string name, string text)
    {
        foreach (var (unit, seconds) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            if (!double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) break;
            if (number is <= 0 or > 1e6) break;
            return (TimeSpan.FromSeconds(number * seconds), null);
        }

        return (default, $"{name} {Names.Quote(text)} is no duration. Use a number and a unit, such as 30s or 2m.");
    }

    public static string Write(TimeSpan value) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value.TotalMilliseconds) / 1000:0.###}s");
}
