using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;

namespace Muster.Rpc.Tests.Carriers;

public sealed class Waiting_for_a_message
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_conversation_that_waits_holds_nothing_of_the_message_it_read_last()
    {
        var wire = new Pipe(new(minimumSegmentSize: 4096, pauseWriterThreshold: 0));
        var line = new LeanLine(new Duplex(wire.Reader, new Pipe().Writer), "peer", maxMessageSize: 100_000);
        foreach (var piece in Frame(new byte[80_000]).Chunk(1000)) await wire.Writer.WriteAsync(piece, Cancel);
        var message = (await line.ReceiveAsync(Cancel))!.Value;
        Assert.True(MemoryMarshal.TryGetArray(message, out var borrowed));

        var waiting = line.ReceiveAsync(Cancel);
        var free = ArrayPool<byte>.Shared.Rent(message.Length);   // whoever gives one back is lent it again

        Assert.Same(borrowed.Array, free);
        await wire.Writer.WriteAsync(Frame([7]), Cancel);
        Assert.Equal([7], (await waiting)!.Value.ToArray());
    }

    private static byte[] Frame(byte[] content) => [LeanFrame.Message, .. BitConverter.GetBytes(content.Length).Reverse(), .. content];

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
