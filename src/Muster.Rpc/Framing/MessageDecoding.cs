using System.Buffers;
using Google.Protobuf;

namespace Muster.Rpc;

/// <summary>From the bytes of a message to the message.</summary>
internal static class MessageDecoding
{
    /// <exception cref="RpcException">The bytes are no such message.</exception>
    public static T Decode<T>(this MessageParser<T> parser, ReadOnlySequence<byte> message)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException garbage)
        {
            throw new RpcException(RpcStatusCode.Internal, $"A message is no {typeof(T).Name}: {garbage.Message}", garbage);
        }
    }
}
