using System.Buffers;
using System.Buffers.Binary;

namespace Muster.Rpc;

/// <summary>One frame of the lean carrier: what it is, the length of its content (big-endian), its content.</summary>
/// <remarks>A message looks as it does in gRPC, so both carriers write it alike, and the end as it does in gRPC-Web.</remarks>
internal static class LeanFrame
{
    /// <summary>The content is a message.</summary>
    public const byte Message = 0;

    /// <summary>The sender sends nothing more. The content says why, in UTF-8; none: in good order.</summary>
    public const byte End = 0x80;

    public static byte[] EncodeEnd(ReadOnlySpan<byte> why)
    {
        var frame = new byte[MessageFrame.PrefixSize + why.Length];
        frame[0] = End;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), why.Length);
        why.CopyTo(frame.AsSpan(MessageFrame.PrefixSize));
        return frame;
    }

    /// <summary>Takes the first whole frame, prefix included; false when it has not all arrived.</summary>
    /// <exception cref="RpcException">The prefix announces what is no frame. Thrown before the rest has come.</exception>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, int maxMessageSize, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (buffer.Length < MessageFrame.PrefixSize)
            return false;

        Span<byte> prefix = stackalloc byte[MessageFrame.PrefixSize];
        buffer.Slice(0, MessageFrame.PrefixSize).CopyTo(prefix);
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);

        if (prefix[0] is not (Message or End))
            throw new RpcException(RpcStatusCode.Internal, $"A frame starts with byte {prefix[0]}, where only {Message} and {End} have a meaning.");
        if (length > (uint)maxMessageSize)
            throw new RpcException(RpcStatusCode.ResourceExhausted, $"A message of {length} bytes exceeds the limit of {maxMessageSize}.");
        if (buffer.Length < MessageFrame.PrefixSize + length)
            return false;

        frame = buffer.Slice(0, MessageFrame.PrefixSize + length);
        buffer = buffer.Slice(frame.End);
        return true;
    }

    /// <summary>What a taken frame carries, and whether it is the sender's end.</summary>
    public static (bool IsEnd, ReadOnlySequence<byte> Content) Open(in ReadOnlySequence<byte> frame)
    {
        Span<byte> kind = stackalloc byte[1];
        frame.Slice(0, 1).CopyTo(kind);
        return (kind[0] == End, frame.Slice(MessageFrame.PrefixSize));
    }
}
