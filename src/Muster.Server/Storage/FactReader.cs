using System.Buffers.Binary;
using System.Text;
using Muster.Core.Catalog;

namespace Muster.Server.Storage;

/// <summary>All of one valid checkpoint.</summary>
internal sealed record SavedFacts(ulong Epoch, SavedCatalog Catalog);

/// <summary>Reads what <see cref="FactWriter"/> wrote, and nothing else: a file is valid as a whole or not at all.</summary>
internal static class FactReader
{
    /// <exception cref="InvalidDataException">It is not valid; the message says where.</exception>
    public static SavedFacts Read(Stream file)
    {
        var prefix = Take(file, FactFile.PrefixBytes, "the head");
        if (!prefix.AsSpan().StartsWith(FactFile.Magic)) throw new InvalidDataException("it is not a facts file");

        var version = BinaryPrimitives.ReadUInt32LittleEndian(prefix.AsSpan(FactFile.Magic.Length));
        if (version != FactFile.Version)
            throw new InvalidDataException($"it has format version {version}, and this program reads version {FactFile.Version}");

        var chain = FactFile.Seed(prefix);
        var header = Block(file, ref chain);
        if (header.Length != sizeof(ulong)) throw new InvalidDataException("its header is not one");

        // A service that was dropped and came back while the file was written stands in it twice; the later one counts.
        var facts = new Dictionary<(ServiceKey Service, string Id), SavedFact>();
        var removals = new Dictionary<(ServiceKey Service, string Id), SavedRemoval>();
        while (Block(file, ref chain) is { Length: > 0 } block) Records(block, facts, removals);
        return file.Position == file.Length
            ? new SavedFacts(BinaryPrimitives.ReadUInt64LittleEndian(header), new(facts.Values, removals.Values))
            : throw new InvalidDataException($"{file.Length - file.Position} bytes follow its end");
    }

    private static void Records(byte[] block, Dictionary<(ServiceKey Service, string Id), SavedFact> facts, Dictionary<(ServiceKey Service, string Id), SavedRemoval> removals)
    {
        using var source = new BinaryReader(new MemoryStream(block), new UTF8Encoding(false, throwOnInvalidBytes: true));
        while (source.BaseStream.Position < block.Length)
        {
            switch ((RecordKind)source.ReadByte())
            {
                case RecordKind.Fact:
                    var fact = FactRecord.Read(source);
                    facts[(fact.Service, fact.Listed.Id)] = fact;
                    break;
                case RecordKind.ProbedFact:
                    var probed = FactRecord.Read(source) with { Probe = ProbeRecord.Read(source) };
                    facts[(probed.Service, probed.Listed.Id)] = probed;
                    break;
                case RecordKind.Removal:
                    var removal = RemovalRecord.Read(source);
                    removals[(removal.Service, removal.Id)] = removal;
                    break;
                case var kind:
                    throw new InvalidDataException($"a record of kind {(byte)kind}");
            }
        }
    }

    private static byte[] Block(Stream file, ref ulong chain)
    {
        var at = file.Position;
        var head = Take(file, FactFile.BlockHeadBytes, "a block's head");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(head);
        if (length > file.Length - file.Position) throw new InvalidDataException($"the block at byte {at} ends early");

        var payload = Take(file, (int)length, "a block");
        chain = FactFile.Chain(chain, payload);
        return chain == BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(4))
            ? payload
            : throw new InvalidDataException($"the checksum of the block at byte {at} is wrong");
    }

    private static byte[] Take(Stream file, int count, string what)
    {
        var bytes = new byte[count];
        return file.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw new InvalidDataException($"{what} ends early");
    }
}
