using System.Buffers;
using System.Buffers.Binary;

namespace Muster.Peers.Http2;

internal delegate void MessageHandler(ReadOnlySpan<byte> message);

/// <summary>Makes messages of the pieces that they come in. Holds a buffer only while one is incomplete.</summary>
/// <param name="prefix">Bytes before each message; the last four are its length, big-endian.</param>
/// <param name="taken">Is given each message, which is valid during the call only.</param>
internal sealed class MessageAssembler(int prefix, MessageHandler taken)
{
    private byte[]? _partial;
    private int _have;

    public void Feed(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            if (_have == 0 && piece.Length >= prefix && piece.Length >= prefix + LengthIn(piece))
            {
                var whole = prefix + LengthIn(piece);
                taken(piece[prefix..whole]);
                piece = piece[whole..];
                continue;
            }

            var wanted = _have < prefix ? prefix : prefix + LengthIn(_partial);
            var part = piece[..Math.Min(piece.Length, wanted - _have)];
            Append(part);
            piece = piece[part.Length..];
            if (_have < prefix || _have < prefix + LengthIn(_partial)) continue;

            taken(_partial.AsSpan(prefix, _have - prefix));
            Clear();
        }
    }

    public void Clear()
    {
        _have = 0;
        if (_partial is null) return;
        ArrayPool<byte>.Shared.Return(_partial);
        _partial = null;
    }

    private int LengthIn(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes[(prefix - 4)..]);

    private void Append(ReadOnlySpan<byte> part)
    {
        var wanted = _have + part.Length;
        if (_have >= prefix) wanted = Math.Max(wanted, prefix + LengthIn(_partial));
        if (_partial is null || _partial.Length < wanted)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, 64));
            _partial.AsSpan(0, _have).CopyTo(larger);
            if (_partial is not null) ArrayPool<byte>.Shared.Return(_partial);
            _partial = larger;
        }

        part.CopyTo(_partial.AsSpan(_have));
        _have += part.Length;
    }
}
