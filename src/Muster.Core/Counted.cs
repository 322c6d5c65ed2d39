using System.Globalization;

namespace Muster.Core;

/// <summary>A number and its noun, for people: <c>1 instance</c>, <c>2,000 instances</c>.</summary>
internal static class Counted
{
    public static string Of(long number, string one) => Of(number, one, $"{one}s");

    public static string Of(long number, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? one : many)}");
}
