namespace Muster.Core.Watch;

/// <summary>Base-128 numbers of the protobuf encoding, for the few places where ready bytes are put together.</summary>
internal static class Varint
{
    public static int Size(uint value) => value switch
    {
        < 1u << 7 => 1,
        < 1u << 14 => 2,
        < 1u << 21 => 3,
        < 1u << 28 => 4,
        _ => 5,
    };

    /// <summary>Reads a number and steps over it. False where it is cut short, too large or not in its shortest form.</summary>
    public static bool TryRead(scoped ref ReadOnlySpan<byte> source, out ulong value)
    {
        value = 0;
        for (var at = 0; at < source.Length && at < 9; at++)   // nine bytes hold 63 bits: more than any number that is meant
        {
            value |= (ulong)(source[at] & 0x7F) << (7 * at);
            if (source[at] >= 0x80) continue;
            if (source[at] == 0 && at > 0) return false;
            source = source[(at + 1)..];
            return true;
        }

        return false;
    }

    /// <summary>Takes a field of bytes with a tag of one byte. False, and nothing taken, where something else comes.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> source, byte tag, out ReadOnlySpan<byte> field)
    {
        field = default;
        if (source.IsEmpty || source[0] != tag) return false;
        var rest = source[1..];
        if (!TryRead(ref rest, out var length) || length > (ulong)rest.Length) return false;
        field = rest[..(int)length];
        source = rest[(int)length..];
        return true;
    }

    /// <summary>Writes the number and answers how many bytes it took.</summary>
    public static int Write(Span<byte> target, uint value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7) target[at++] = (byte)(value | 0x80);
        target[at++] = (byte)value;
        return at;
    }
}
