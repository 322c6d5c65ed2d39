using System.Buffers.Binary;
using System.Text;
using Muster.Protocol;

namespace Muster.Server.Storage;

/// <summary>The form of a facts checkpoint on disk, version 1. Numbers are little-endian.</summary>
/// <remarks>
/// <code>
///   file  = "MUSTERFA" version:u32 block… end
///   block = length:u32 (> 0) hash:u64 payload       end = length 0, hash
/// </code>
/// The first payload is the header, the others hold records: a <see cref="RecordKind"/>, then a <see cref="FactRecord"/>, with a
/// <see cref="ProbeRecord"/> behind it where it is probed, or a <see cref="RemovalRecord"/>. Every hash is the XXH64 of
/// <c>length payload</c> with the hash before it as the seed, and the first one's seed is that of magic and version:
/// a block that is lost, repeated, moved or taken from another file is found, as is a file that ends early.
/// </remarks>
internal static class FactFile
{
    public const uint Version = 1;

    /// <summary>Bytes after which a block is closed.</summary>
    public const int BlockBytes = 256 * 1024;

    /// <summary>Bytes of magic and version.</summary>
    public const int PrefixBytes = 12;

    /// <summary>Bytes of length and hash before every payload.</summary>
    public const int BlockHeadBytes = 12;

    public static readonly byte[] Magic = Encoding.ASCII.GetBytes("MUSTERFA");

    public static byte[] Prefix()
    {
        var prefix = new byte[PrefixBytes];
        Magic.CopyTo(prefix, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(prefix.AsSpan(Magic.Length), Version);
        return prefix;
    }

    public static ulong Seed(ReadOnlySpan<byte> prefix) => XxHash64.Hash(prefix, 0);

    public static ulong Chain(ulong before, ReadOnlySpan<byte> payload)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)payload.Length);
        return XxHash64.Hash(payload, XxHash64.Hash(length, before));
    }
}

/// <summary>The byte before every record.</summary>
internal enum RecordKind : byte
{
    Fact = 1,
    Removal = 2,

    /// <summary>A fact, and how detectors ask it.</summary>
    ProbedFact = 3,
}
