using System.Globalization;

namespace Muster.Rpc;

/// <summary>The header <c>grpc-timeout</c>: at most eight digits and a unit (<c>H M S m u n</c>).</summary>
internal static class CallTimeout
{
    private const long MaxAmount = 99_999_999;

    private static readonly (char Unit, long Ticks)[] Units =
    [
        ('u', TimeSpan.TicksPerMicrosecond), ('m', TimeSpan.TicksPerMillisecond), ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute), ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>The finest unit that holds the time, rounded up: the peer never gives up before the caller does.</summary>
    public static string Encode(TimeSpan timeout)
    {
        var ticks = Math.Max(timeout.Ticks, 1);
        foreach (var (unit, size) in Units)
        {
            var amount = (ticks / size) + (ticks % size == 0 ? 0 : 1);
            if (amount <= MaxAmount)
                return amount.ToString(CultureInfo.InvariantCulture) + unit;
        }

        return MaxAmount.ToString(CultureInfo.InvariantCulture) + 'H';
    }

    /// <summary>False when the header is malformed. Times too long for a <see cref="TimeSpan"/> become the longest one.</summary>
    public static bool TryParse(string header, out TimeSpan timeout)
    {
        timeout = default;
        if (header.Length is < 2 or > 9
            || !long.TryParse(header.AsSpan(0, header.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
            return false;

        if (header[^1] == 'n')
        {
            timeout = TimeSpan.FromTicks((amount + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick);
            return true;
        }

        foreach (var (unit, size) in Units)
        {
            if (unit != header[^1])
                continue;

            timeout = amount > TimeSpan.MaxValue.Ticks / size ? TimeSpan.MaxValue : TimeSpan.FromTicks(amount * size);
            return true;
        }

        return false;
    }
}
