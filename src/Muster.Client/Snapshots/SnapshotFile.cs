using System.Buffers.Binary;
using Google.Protobuf;
using Muster.Protocol;

namespace Muster.Client.Snapshots;

/// <summary>The bytes of one list on disk.</summary>
/// <remarks>
/// <code>
///   "MUSTERSL" · format version (4) · saved at, Unix ms (8) · length (4) · ServiceSnapshot · XXH64 of all before (8)
/// </code>
/// Little-endian. A file that is torn, changed or of a later format reads as null: it is never half believed.
/// </remarks>
internal static class SnapshotFile
{
    private const uint Format = 1;
    private const int Header = 24;
    private const int Trailer = 8;

    /// <summary>What a file takes beyond its list.</summary>
    public const int Frame = Header + Trailer;

    private static ReadOnlySpan<byte> Magic => "MUSTERSL"u8;

    public static byte[] Encode(ServiceSnapshot list, DateTimeOffset savedAt)
    {
        var length = list.CalculateSize();
        var file = new byte[Header + length + Trailer];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), Format);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(12), savedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(20), (uint)length);
        list.WriteTo(file.AsSpan(Header, length));
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(Header + length), XxHash64.Hash(file.AsSpan(0, Header + length), 0));
        return file;
    }

    public static (ServiceSnapshot List, DateTimeOffset SavedAt)? Decode(ReadOnlySpan<byte> file)
    {
        if (file.Length < Header + Trailer || !file[..8].SequenceEqual(Magic)) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(file[8..]) != Format) return null;

        var length = BinaryPrimitives.ReadUInt32LittleEndian(file[20..]);
        if (length != file.Length - Header - Trailer) return null;
        if (BinaryPrimitives.ReadUInt64LittleEndian(file[^Trailer..]) != XxHash64.Hash(file[..^Trailer], 0)) return null;

        try
        {
            var list = ServiceSnapshot.Parser.ParseFrom(file[Header..^Trailer]);
            return (list, DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(file[12..])));
        }
        catch (Exception broken) when (broken is InvalidProtocolBufferException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
