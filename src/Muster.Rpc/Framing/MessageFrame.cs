using System.Buffers;
using System.Buffers.Binary;

namespace Muster.Rpc;

/// <summary>One message on the wire: a byte that says whether it is compressed, its length (big-endian), its bytes.</summary>
internal static class MessageFrame
{
    public const int PrefixSize = 5;

    /// <summary>Default cap of one message, 4 MB, as in other implementations of gRPC.</summary>
    public const int DefaultMaxMessageSize = 4 * 1024 * 1024;

    /// <summary>Cap of what a server reads of somebody who is not known yet: 64 KB.</summary>
    public const int StrangersMaxMessageSize = 64 * 1024;

    public static void WritePrefix(Span<byte> destination, int length)
    {
        destination[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(destination[1..], length);
    }

    /// <summary>Takes the first whole message off <paramref name="buffer"/>; false when it has not all arrived.</summary>
    /// <exception cref="RpcException">
    /// The prefix announces something that is not read here. Thrown as soon as the prefix is there, before the message is.
    /// </exception>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, int maxMessageSize, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (buffer.Length < PrefixSize)
            return false;

        Span<byte> prefix = stackalloc byte[PrefixSize];
        buffer.Slice(0, PrefixSize).CopyTo(prefix);
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);

        if (prefix[0] == 1)
            throw new RpcException(RpcStatusCode.Unimplemented, "The message is compressed, and only identity encoding is spoken here.");
        if (prefix[0] != 0)
            throw new RpcException(RpcStatusCode.Internal, $"A message starts with byte {prefix[0]}, where only 0 and 1 have a meaning.");
        if (length > (uint)maxMessageSize)
            throw new RpcException(RpcStatusCode.ResourceExhausted, $"A message of {length} bytes exceeds the limit of {maxMessageSize}.");
        if (buffer.Length < PrefixSize + length)
            return false;

        message = buffer.Slice(PrefixSize, length);
        buffer = buffer.Slice(message.End);
        return true;
    }
}
