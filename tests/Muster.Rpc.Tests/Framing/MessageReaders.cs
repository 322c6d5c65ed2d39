using System.Buffers;
using System.IO.Pipelines;

namespace Muster.Rpc.Tests.Framing;

public sealed class MessageReaders
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pending_read_can_be_woken_and_loses_nothing()
    {
        var pipe = new Pipe();
        var reader = new MessageReader(pipe.Reader, 100);
        var wire = Wire.Frame([[1, 2, 3]]);
        await pipe.Writer.WriteAsync(wire.AsMemory(0, 6), Cancel);

        var pending = reader.ReadAsync(Cancel).AsTask();
        reader.CancelPending();
        await Assert.ThrowsAsync<OperationCanceledException>(() => pending);
        await pipe.Writer.WriteAsync(wire.AsMemory(6), Cancel);

        Assert.Equal([1, 2, 3], (await reader.ReadAsync(Cancel))!.Value.ToArray());
    }

    [Fact]
    public async Task A_refused_message_is_refused_again_and_not_skipped()
    {
        var reader = new MessageReader(PipeReader.Create(new MemoryStream(Wire.Frame(new byte[11], [1]))), 10);

        for (var attempt = 0; attempt < 2; attempt++)
            Assert.Equal(RpcStatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => reader.ReadAsync(Cancel).AsTask())).Code);
    }

    [Fact]
    public async Task A_large_message_is_handed_on_before_all_of_it_was_written()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 100_000, resumeWriterThreshold: 50_000));
        var message = new byte[1_000_000];
        new Random(1).NextBytes(message);

        var writing = MessageWriter.WriteAsync(pipe.Writer, message, Cancel).AsTask();
        Assert.False(writing.IsCompleted);
        var read = await pipe.Reader.ReadAtLeastAsync(MessageFrame.PrefixSize, Cancel);
        Assert.InRange(read.Buffer.Length, 64 * 1024, 200_000);
        pipe.Reader.AdvanceTo(read.Buffer.Start);
        await pipe.Reader.CompleteAsync();

        Assert.False(await writing);
    }

    [Fact]
    public void Writing_and_reading_a_message_at_hand_allocates_nothing()
    {
        var pipe = new Pipe(new PipeOptions(useSynchronizationContext: false));
        var reader = new MessageReader(pipe.Reader, 10_000);
        var message = new byte[2000];
        Loop(1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Loop(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Loop(int rounds)
        {
            for (var round = 0; round < rounds; round++)
            {
                var written = MessageWriter.WriteAsync(pipe.Writer, message, CancellationToken.None);
                Assert.True(written.IsCompletedSuccessfully && written.GetAwaiter().GetResult());
                var read = reader.ReadAsync(CancellationToken.None);
                Assert.True(read.IsCompletedSuccessfully && read.GetAwaiter().GetResult()!.Value.Length == message.Length);
            }
        }
    }
}
