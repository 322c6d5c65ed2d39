using Google.Protobuf;

namespace Muster.Cli.Planning;

/// <summary>What a light consumer reads of a frame: whether it is a ping, or a push and to which sequence. Entries are passed over.</summary>
/// <param name="IsPing">Asks for an answer.</param>
/// <param name="IsList">A list, a page of one, or a change of one.</param>
/// <param name="IsPush">The last frame of a push.</param>
/// <param name="Sequence">Of the list that the push leads to.</param>
internal readonly record struct PushFrame(bool IsPing, bool IsList, bool IsPush, ulong Sequence)
{
    private const int Ping = 4, Snapshot = 5, Delta = 6;   // of Down
    private const int SnapshotRevision = 2, SnapshotLast = 7, DeltaTo = 3, RevisionSequence = 2;

    public static PushFrame Of(ReadOnlySpan<byte> down)
    {
        Next(ref down, out var frame, out var body, out _);
        if (frame is not (Snapshot or Delta)) return new(frame is Ping, false, false, 0);

        var (sequence, isLast) = (0UL, frame is Delta);
        while (Next(ref body, out var field, out var content, out var number))
        {
            if (field == (frame is Delta ? DeltaTo : SnapshotRevision)) sequence = SequenceOf(content);
            if (frame is Snapshot && field == SnapshotLast) isLast = number != 0;
        }

        return new(false, true, isLast, sequence);
    }

    private static ulong SequenceOf(ReadOnlySpan<byte> revision)
    {
        while (Next(ref revision, out var field, out _, out var number))
            if (field == RevisionSequence) return number;
        return 0;
    }

    private static bool Next(ref ReadOnlySpan<byte> rest, out int field, out ReadOnlySpan<byte> content, out ulong number)
    {
        field = 0;
        content = default;
        number = 0;
        if (rest.IsEmpty) return false;
        var tag = Varint(ref rest);
        field = (int)(tag >> 3);
        switch ((WireFormat.WireType)(tag & 7))
        {
            case WireFormat.WireType.Varint: number = Varint(ref rest); return true;
            case WireFormat.WireType.Fixed64: rest = rest[8..]; return true;
            case WireFormat.WireType.Fixed32: rest = rest[4..]; return true;
            case WireFormat.WireType.LengthDelimited:
                var length = (int)Varint(ref rest);
                content = rest[..length];
                rest = rest[length..];
                return true;
            default: throw new InvalidDataException("The registry sent a frame that is no protobuf message.");
        }
    }

    private static ulong Varint(ref ReadOnlySpan<byte> rest)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = rest[0];
            rest = rest[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }
}
