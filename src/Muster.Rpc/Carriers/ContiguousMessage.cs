using System.Buffers;

namespace Muster.Rpc;

/// <summary>Makes one piece of a received message: for nothing where it came in one, else in a borrowed buffer.</summary>
/// <remarks>Given back before the next one is waited for: else each of many idle conversations would hold the last message it read.</remarks>
internal sealed class ContiguousMessage
{
    private byte[]? _borrowed;

    /// <summary>The last message has been read.</summary>
    public void GiveBack()
    {
        if (_borrowed is not null) ArrayPool<byte>.Shared.Return(_borrowed);
        _borrowed = null;
    }

    /// <summary>Null stays null.</summary>
    public ReadOnlyMemory<byte>? Of(ReadOnlySequence<byte>? received)
    {
        if (received is not { } message)
            return null;
        if (message.IsSingleSegment)
            return message.First;

        var length = (int)message.Length;
        _borrowed = ArrayPool<byte>.Shared.Rent(length);
        message.CopyTo(_borrowed);
        return _borrowed.AsMemory(0, length);
    }
}
