using System.Globalization;
using System.Text;

namespace Muster.Rpc;

/// <summary>The percent-encoding of <c>grpc-message</c>: UTF-8, with <c>%</c> and all but printable ASCII escaped.</summary>
internal static class StatusMessage
{
    public static string Encode(string message)
    {
        if (!message.AsSpan().ContainsAnyExceptInRange(' ', '~') && !message.Contains('%', StringComparison.Ordinal))
            return message;

        var encoded = new StringBuilder(message.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(message))
        {
            if (octet is >= 0x20 and <= 0x7E and not (byte)'%')
                encoded.Append((char)octet);
            else
                encoded.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }

    /// <summary>Never fails: an escape that is none stays as it is, and broken UTF-8 becomes replacement characters.</summary>
    public static string Decode(string encoded)
    {
        if (!encoded.Contains('%', StringComparison.Ordinal))
            return encoded;

        var source = Encoding.UTF8.GetBytes(encoded);
        var decoded = new byte[source.Length];
        var length = 0;
        for (var at = 0; at < source.Length; at++)
        {
            if (source[at] == '%' && at + 2 < source.Length && TryHex(source[at + 1], out var high) && TryHex(source[at + 2], out var low))
            {
                decoded[length++] = (byte)((high << 4) | low);
                at += 2;
            }
            else
            {
                decoded[length++] = source[at];
            }
        }

        return Encoding.UTF8.GetString(decoded, 0, length);
    }

    private static bool TryHex(byte digit, out int value)
    {
        value = char.IsAsciiHexDigit((char)digit) ? Convert.ToInt32(((char)digit).ToString(), 16) : -1;
        return value >= 0;
    }
}
