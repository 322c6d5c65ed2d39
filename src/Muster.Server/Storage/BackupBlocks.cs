using System.Buffers.Binary;
using System.Text;
using Muster.Server.Control;

namespace Muster.Server.Storage;

/// <summary>Makes the blocks of a backup, one after the other. Each is to be written before the next is made.</summary>
internal sealed class BackupBlocks
{
    private ulong _chain;

    public byte[] Begin(BackupHead head)
    {
        var prefix = BackupFile.Prefix();
        _chain = FactFile.Seed(prefix);
        return [.. prefix, .. Block(BackupPart.Head, part =>
        {
            part.Write(head.TakenMs);
            part.Write(head.Epoch);
            part.Write(head.Revision);
        })];
    }

    public byte[] Of(ControlEntry entry) => Block(BackupPart.Control, part =>
    {
        part.Write(entry.Key);
        part.Write(entry.Modified);
        part.Write(entry.Value.Span);
    });

    public byte[] Of(ReadOnlyMemory<byte> facts) => Block(BackupPart.Facts, part => part.Write(facts.Span));

    /// <summary>Without it a backup is not whole.</summary>
    public byte[] End() => Block([]);

    private byte[] Block(BackupPart part, Action<BinaryWriter> write)
    {
        using var payload = new MemoryStream();
        using (var writer = new BinaryWriter(payload, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write((byte)part);
            write(writer);
        }

        return Block(payload.ToArray());
    }

    private byte[] Block(byte[] payload)
    {
        _chain = FactFile.Chain(_chain, payload);
        var block = new byte[FactFile.BlockHeadBytes + payload.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(block, (uint)payload.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(4), _chain);
        payload.CopyTo(block, FactFile.BlockHeadBytes);
        return block;
    }
}
