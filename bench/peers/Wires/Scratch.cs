using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Muster.Peers.Wires;

/// <summary>A buffer that messages are put together in, used again and again.</summary>
internal sealed class Scratch : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[64 * 1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public Scratch Clear()
    {
        Length = 0;
        return this;
    }

    public Scratch Add(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
        return this;
    }

    public Scratch Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
        return this;
    }

    public Scratch Add(string text)
    {
        Length += Encoding.UTF8.GetBytes(text, GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));
        return this;
    }

    /// <summary>Decimal digits.</summary>
    public Scratch AddDigits(long number)
    {
        number.TryFormat(GetSpan(20), out var written, provider: CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    public Scratch AddInt32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(GetSpan(4), value);
        Length += 4;
        return this;
    }

    public Scratch AddInt64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(GetSpan(8), value);
        Length += 8;
        return this;
    }

    /// <summary>Sets bytes that were left open for a length.</summary>
    public void SetInt32(int at, int value) => BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(at), value);

    public void SetByte(int at, byte value) => _bytes[at] = value;

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(Length);
    }

    private void Grow(int by)
    {
        if (_bytes.Length - Length < Math.Max(1, by)) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + by));
    }
}
