using System.IO.Pipelines;
using System.Text;
using Muster.Rpc.Tests.Framing;

namespace Muster.Rpc.Tests.Carriers;

/// <summary>Whatever arrives, in whatever pieces: messages come out whole and then an end, or the conversation is lost. Nothing else is thrown.</summary>
public sealed class LeanLineFuzz
{
    private const int Rounds = 2000;
    private const int MaxMessageSize = 600;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_survive_any_way_of_cutting_the_stream()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var sent = Messages(random);

            var (read, end) = await ReadAsync(new ChoppedStream(Wire(sent), random, random.Next(1, 700)));

            Assert.True(sent.Select(Convert.ToHexString).SequenceEqual(read), $"seed {seed}: other messages came out");
            Assert.True(end is "", $"seed {seed}: {end}");
        }
    }

    [Fact]
    public async Task A_stream_in_two_pieces_is_read_the_same_wherever_the_cut_is()
    {
        var sent = Messages(new Random(7));
        var wire = Wire(sent);
        for (var cut = 0; cut <= wire.Length; cut++)
        {
            var pipe = new Pipe();
            var reading = ReadAsync(pipe.Reader);
            await pipe.Writer.WriteAsync(wire.AsMemory(0, cut), Cancel);
            await pipe.Writer.WriteAsync(wire.AsMemory(cut), Cancel);

            var (read, end) = await reading.WaitAsync(TimeSpan.FromSeconds(20), Cancel);

            Assert.True(sent.Select(Convert.ToHexString).SequenceEqual(read) && end is "", $"cut at {cut}: {end}");
        }
    }

    [Fact]
    public async Task A_stream_that_is_cut_short_gives_its_whole_messages_and_is_then_lost()
    {
        var sent = Messages(new Random(7));
        var wire = Wire(sent);
        for (var cut = 0; cut < wire.Length; cut++)
        {
            var (read, end) = await ReadAsync(new MemoryStream(wire[..cut]));

            Assert.True(read.SequenceEqual(sent.Take(read.Count).Select(Convert.ToHexString)) && end is { Length: > 0 }, $"cut at {cut}: {end}");
        }
    }

    [Fact]
    public async Task Garbage_is_lost_or_read_and_nothing_is_thrown()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var garbage = new byte[random.Next(200)];
            random.NextBytes(garbage);
            for (var at = 0; at < garbage.Length; at++)
            {
                // Mostly bytes with a meaning, or nearly nothing would get past the first of them.
                if (random.Next(4) > 0) garbage[at] = random.Next(20) is 0 ? LeanFrame.End : (byte)(garbage[at] % 3);
            }

            await ReadAsync(new ChoppedStream(garbage, random, 50));
        }
    }

    [Theory]
    [InlineData(1, 0, "a frame starts with byte 1, where only 0 and 128 have a meaning.")]
    [InlineData(0, MaxMessageSize + 1, "a message of 601 bytes exceeds the limit of 600.")]
    [InlineData(LeanFrame.End, MaxMessageSize + 1, "a message of 601 bytes exceeds the limit of 600.")]
    public async Task What_is_no_frame_is_refused_before_the_rest_of_it_has_come(byte kind, int length, string why)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[] { kind, 0, 0, (byte)(length >> 8), (byte)length }, Cancel);

        Assert.EndsWith(why, (await ReadAsync(pipe.Reader)).End, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_end_with_a_reason_is_told() =>
        Assert.Equal("peer ended the conversation: zu groß", (await ReadAsync(new MemoryStream(LeanFrame.EncodeEnd(Encoding.UTF8.GetBytes("zu groß"))))).End);

    [Fact]
    public async Task A_frame_that_did_not_go_out_whole_is_the_last_one()
    {
        var (up, down) = (new Pipe(new(pauseWriterThreshold: 10, resumeWriterThreshold: 5)), new Pipe());
        var line = new LeanLine(new Duplex(down.Reader, up.Writer), "peer", MaxMessageSize);
        using var giveUp = new CancellationTokenSource();
        var sending = line.SendAsync(new byte[20], giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        await Assert.ThrowsAsync<CarrierLostException>(() => line.SendAsync(new byte[1], Cancel).AsTask());
        line.Close();
        Assert.False(await line.EndAsync("", Cancel));
    }

    private static byte[] Wire(byte[][] messages) => [.. Framing.Wire.Frame(messages), .. LeanFrame.EncodeEnd([])];

    private static byte[][] Messages(Random random)
    {
        var messages = new byte[random.Next(1, 6)][];
        foreach (ref var message in messages.AsSpan())
        {
            message = new byte[random.Next(4) is 0 ? 0 : random.Next(MaxMessageSize + 1)];
            random.NextBytes(message);
        }

        return messages;
    }

    private static Task<(List<string> Read, string End)> ReadAsync(Stream stream) =>
        ReadAsync(PipeReader.Create(stream, new(bufferSize: 64, minimumReadSize: 1)));

    /// <summary>All messages, and how it ended: empty in good order, else why it is lost.</summary>
    private static async Task<(List<string> Read, string End)> ReadAsync(PipeReader input)
    {
        var line = new LeanLine(new Duplex(input, new Pipe().Writer), "peer", MaxMessageSize);
        var read = new List<string>();
        try
        {
            while (await line.ReceiveAsync(Cancel) is { } message) read.Add(Convert.ToHexString(message.Span));
            return (read, "");
        }
        catch (CarrierLostException lost)
        {
            return (read, lost.Message);
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
