using System.Buffers.Binary;
using System.Text;
using Muster.Core.Catalog;

namespace Muster.Server.Storage;

/// <summary>Writes facts in the form of <see cref="FactFile"/>, a block at a time.</summary>
internal sealed class FactWriter : IDisposable
{
    private readonly Stream _file;
    private readonly MemoryStream _block = new();
    private readonly BinaryWriter _record;
    private ulong _chain;

    /// <param name="file">Where the bytes go; stays open.</param>
    /// <param name="epoch">The node's start counter, for those who look for the highest.</param>
    public FactWriter(Stream file, ulong epoch)
    {
        _file = file;
        _record = new BinaryWriter(_block, Encoding.UTF8);
        var prefix = FactFile.Prefix();
        _file.Write(prefix);
        _chain = FactFile.Seed(prefix);
        _record.Write(epoch);
        EndBlock();
    }

    public void Write(SavedFact fact)
    {
        _record.Write((byte)(fact.Probe is null ? RecordKind.Fact : RecordKind.ProbedFact));
        FactRecord.Write(_record, fact);
        if (fact.Probe is { } probe) ProbeRecord.Write(_record, probe);
        EndRecord();
    }

    public void Write(SavedRemoval removal)
    {
        _record.Write((byte)RecordKind.Removal);
        RemovalRecord.Write(_record, removal);
        EndRecord();
    }

    /// <summary>Writes all that is exported, slice by slice, and the end.</summary>
    public async Task WriteAllAsync(Func<FactSlice, Task> export)
    {
        var slice = new FactSlice(SlicePlace.Start);
        do
        {
            await export(slice);
            foreach (var fact in slice.Facts) Write(fact);
            foreach (var removal in slice.Removals) Write(removal);
        }
        while (slice.MoveOn());

        Complete();
    }

    /// <summary>Nothing follows. Without this the file is not valid.</summary>
    public void Complete()
    {
        if (_block.Length > 0) EndBlock();
        EndBlock();
        _file.Flush();
    }

    public void Dispose()
    {
        _record.Dispose();
        _block.Dispose();
    }

    private void EndRecord()
    {
        if (_block.Length >= FactFile.BlockBytes) EndBlock();
    }

    private void EndBlock()
    {
        var payload = _block.GetBuffer().AsSpan(0, (int)_block.Length);
        _chain = FactFile.Chain(_chain, payload);

        Span<byte> head = stackalloc byte[FactFile.BlockHeadBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(head, (uint)payload.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(head[4..], _chain);
        _file.Write(head);
        _file.Write(payload);
        _block.SetLength(0);
    }
}
