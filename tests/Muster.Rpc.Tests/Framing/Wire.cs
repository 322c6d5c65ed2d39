using System.Buffers;
using System.IO.Pipelines;

namespace Muster.Rpc.Tests.Framing;

/// <summary>Messages to bytes and back.</summary>
internal static class Wire
{
    public static byte[] Frame(params byte[][] messages)
    {
        var wire = new MemoryStream();
        Span<byte> prefix = stackalloc byte[MessageFrame.PrefixSize];
        foreach (var message in messages)
        {
            MessageFrame.WritePrefix(prefix, message.Length);
            wire.Write(prefix);
            wire.Write(message);
        }

        return wire.ToArray();
    }

    public static async Task<List<byte[]>> ReadAllAsync(Stream stream, int maxMessageSize)
    {
        var reader = new MessageReader(PipeReader.Create(stream, new(bufferSize: 64, minimumReadSize: 1)), maxMessageSize);
        var messages = new List<byte[]>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } message)
            messages.Add(message.ToArray());

        return messages;
    }
}
