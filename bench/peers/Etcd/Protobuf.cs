using Muster.Peers.Wires;

namespace Muster.Peers.Etcd;

/// <summary>Protobuf's wire format, by hand: as much of it as etcd's messages need.</summary>
internal static class Protobuf
{
    public static Scratch Number(this Scratch scratch, int field, long value) => scratch.Varint((ulong)field << 3).Varint((ulong)value);

    public static Scratch Text(this Scratch scratch, int field, string value) => scratch.Varint(((ulong)field << 3) | 2).Varint((ulong)value.Length).Add(value);

    public static Scratch Varint(this Scratch scratch, ulong value)
    {
        for (; value >= 0x80; value >>= 7) scratch.Add((byte)(value | 0x80));
        return scratch.Add((byte)value);
    }

    /// <summary>The next field: its number, and its value or content. False at the end.</summary>
    public static bool Next(ref ReadOnlySpan<byte> message, out int field, out ulong number, out ReadOnlySpan<byte> content)
    {
        (field, number) = (0, 0);
        content = default;
        if (message.IsEmpty) return false;

        var tag = Varint(ref message);
        field = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0: number = Varint(ref message); break;
            case 1: message = message[8..]; break;
            case 2:
                var length = (int)Varint(ref message);
                content = message[..length];
                message = message[length..];
                break;
            case 5: message = message[4..]; break;
            default: throw new InvalidDataException("Not a message of protobuf.");
        }

        return true;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        var value = 0UL;
        for (var (at, shift) = (0, 0); ; at++, shift += 7)
        {
            value |= (ulong)(message[at] & 0x7F) << shift;
            if (message[at] >= 0x80) continue;
            message = message[(at + 1)..];
            return value;
        }
    }
}
