using Muster.Protocol;

namespace Muster.Server.History;

/// <summary>Changes of one service in order, as the journal keeps them. They stand in pages because a row for each would cost more than all that is in it.</summary>
/// <remarks>
/// A change: <c>id · milliseconds since the first of its page · cause · 0, or 1 + length of the entry · entry · evidence · author</c>. Texts are
/// UTF-8 behind their length, numbers of seven bits a byte.
/// </remarks>
internal sealed class ChangePage : IDisposable
{
    private const int Kept = 256 * 1024;   // a burst may have needed more

    private readonly MemoryStream _content = new();
    private readonly BinaryWriter _writer;

    public ChangePage() => _writer = new(_content);

    public int Count { get; private set; }

    /// <summary>When the first change was made, and the last.</summary>
    public (long First, long Last) At { get; private set; }

    public ReadOnlySpan<byte> Content => _content.GetBuffer().AsSpan(0, (int)_content.Length);

    public void Add(in PastChange change)
    {
        At = (Count++ == 0 ? change.At : At.First, change.At);
        _writer.Write(change.Id);
        _writer.Write7BitEncodedInt64(change.At - At.First);
        _writer.Write((byte)change.Cause);
        _writer.Write7BitEncodedInt(change.Entry is { } entry ? 1 + entry.Length : 0);
        _writer.Write(change.Entry.GetValueOrDefault().Span);
        _writer.Write(change.Evidence);
        _writer.Write(change.By);
    }

    public void Clear()
    {
        Count = 0;
        _content.SetLength(0);
        if (_content.Capacity > Kept) _content.Capacity = Kept;
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>The changes of a page. Their entries are parts of it, not copies.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static List<PastChange> Read(byte[] content, long first)
    {
        try
        {
            using var stream = new MemoryStream(content);
            using var reader = new BinaryReader(stream);
            var changes = new List<PastChange>();
            while (stream.Position < content.Length) changes.Add(Read(reader, content, first));
            return changes;
        }
        catch (Exception cut) when (cut is IOException or FormatException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException("a page of the journal is damaged", cut);
        }
    }

    private static PastChange Read(BinaryReader reader, byte[] content, long first)
    {
        var (id, at, cause, length) = (reader.ReadString(), first + reader.Read7BitEncodedInt64(), (Cause)reader.ReadByte(), reader.Read7BitEncodedInt() - 1);
        var entry = length < 0 ? default(ReadOnlyMemory<byte>?) : content.AsMemory((int)reader.BaseStream.Position, length);
        reader.BaseStream.Position += Math.Max(0, length);
        return new(id, at, entry, cause, reader.ReadString(), reader.ReadString());
    }
}
