using System.Buffers.Binary;
using System.Text;

namespace Muster.Server.Storage;

/// <summary>The form of a backup, version 1. Numbers are little-endian.</summary>
/// <remarks>
/// <code>
///   file  = "MUSTERBK" version:u32 block… end          blocks and hashes as in <see cref="FactFile"/>
///   block = <see cref="BackupPart"/> as a byte, then what it holds
/// </code>
/// The head comes first, then the control data, an entry a block, then a <see cref="FactFile"/> in pieces. Whatever is damaged, lost or
/// cut off is found before anything is restored.
/// </remarks>
internal static class BackupFile
{
    public const uint Version = 1;

    /// <summary>Bytes of a piece of the facts.</summary>
    public const int PieceBytes = 256 * 1024;

    public static readonly byte[] Magic = Encoding.ASCII.GetBytes("MUSTERBK");

    public static byte[] Prefix()
    {
        var prefix = new byte[Magic.Length + sizeof(uint)];
        Magic.CopyTo(prefix, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(prefix.AsSpan(Magic.Length), Version);
        return prefix;
    }
}

/// <summary>The byte before what a block holds.</summary>
internal enum BackupPart : byte
{
    Head = 1,
    Control = 2,
    Facts = 3,
}

/// <summary>What a backup is of.</summary>
/// <param name="TakenMs">Unix time.</param>
/// <param name="Epoch">The start of the node that it was taken in.</param>
/// <param name="Revision">Of the control data.</param>
internal readonly record struct BackupHead(long TakenMs, ulong Epoch, ulong Revision)
{
    public override string ToString() => $"taken {DateTimeOffset.FromUnixTimeMilliseconds(TakenMs):yyyy-MM-dd HH:mm:ss'Z'} in epoch {Epoch}, control data at revision {Revision}";
}
