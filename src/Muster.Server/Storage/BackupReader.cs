using System.Buffers.Binary;
using System.Text;
using Muster.Server.Control;

namespace Muster.Server.Storage;

/// <summary>Reads what <see cref="BackupBlocks"/> made, and nothing else: a backup is valid as a whole or not at all.</summary>
internal static class BackupReader
{
    private const int LargestBlock = 16 * 1024 * 1024;

    /// <summary>Hands out what a backup holds. What was handed out counts only once this has returned.</summary>
    /// <exception cref="InvalidDataException">It is not valid; the message says where.</exception>
    public static BackupHead Read(Stream backup, Action<ControlEntry> control, Action<ReadOnlySpan<byte>> facts)
    {
        var prefix = Take(backup, BackupFile.Prefix().Length, "the head");
        if (!prefix.AsSpan().StartsWith(BackupFile.Magic)) throw new InvalidDataException("it is no backup of Muster");

        var version = BinaryPrimitives.ReadUInt32LittleEndian(prefix.AsSpan(BackupFile.Magic.Length));
        if (version != BackupFile.Version) throw new InvalidDataException($"it has format version {version}, and this program reads version {BackupFile.Version}");

        var chain = FactFile.Seed(prefix);
        BackupHead? head = null;
        while (Block(backup, ref chain) is { Length: > 0 } block)
        {
            var part = (BackupPart)block[0];
            if ((part is BackupPart.Head) == head.HasValue) throw new InvalidDataException("its head is not at its beginning");
            using var content = new BinaryReader(new MemoryStream(block, 1, block.Length - 1), Encoding.UTF8);
            switch (part)
            {
                case BackupPart.Head: head = new(content.ReadInt64(), content.ReadUInt64(), content.ReadUInt64()); break;
                case BackupPart.Control: control(new(content.ReadString(), Modified: content.ReadUInt64(), Value: content.ReadBytes(block.Length))); break;
                case BackupPart.Facts: facts(block.AsSpan(1)); break;
                default: throw new InvalidDataException($"a part of kind {block[0]}");
            }
        }

        if (backup.Position != backup.Length) throw new InvalidDataException($"{backup.Length - backup.Position} bytes follow its end");
        return head ?? throw new InvalidDataException("it has no head");
    }

    /// <summary>Whether a backup is whole; what it is of.</summary>
    public static BackupHead Check(Stream backup) => Read(backup, static _ => { }, static _ => { });

    private static byte[] Block(Stream backup, ref ulong chain)
    {
        var at = backup.Position;
        var head = Take(backup, FactFile.BlockHeadBytes, "a block's head");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(head);
        if (length > Math.Min(LargestBlock, backup.Length - backup.Position)) throw new InvalidDataException($"the block at byte {at} ends early");

        var payload = Take(backup, (int)length, "a block");
        chain = FactFile.Chain(chain, payload);
        return chain == BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(4)) ? payload : throw new InvalidDataException($"the checksum of the block at byte {at} is wrong");
    }

    private static byte[] Take(Stream backup, int count, string what)
    {
        var bytes = new byte[count];
        return backup.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : throw new InvalidDataException($"{what} ends early");
    }
}
