namespace Muster.Rpc.Tests.Framing;

/// <summary>Whatever arrives, in whatever pieces: messages come out whole, or a status says why not. Nothing else is thrown.</summary>
public sealed class MessageReaderFuzz
{
    private const int Rounds = 2000;
    private const int MaxMessageSize = 600;

    [Fact]
    public async Task Messages_survive_any_way_of_cutting_the_stream()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var sent = Messages(random);

            var read = await Wire.ReadAllAsync(new ChoppedStream(Wire.Frame(sent), random, random.Next(1, 700)), MaxMessageSize);

            Assert.True(sent.Select(Convert.ToHexString).SequenceEqual(read.Select(Convert.ToHexString)), $"seed {seed}: other messages came out");
        }
    }

    [Fact]
    public async Task A_stream_cut_short_gives_its_whole_messages_and_then_says_that_it_is_cut()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var wire = Wire.Frame([.. Messages(random), new byte[1]]);
            var cut = random.Next(wire.Length);

            var code = await OutcomeAsync(new ChoppedStream(wire[..cut], random, 100));

            Assert.True(code == (IsBoundary(wire, cut) ? RpcStatusCode.OK : RpcStatusCode.Internal), $"seed {seed}: cut at {cut} gave {code}");
        }
    }

    [Fact]
    public async Task A_message_over_the_limit_is_refused_wherever_it_stands()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var wire = Wire.Frame([.. Messages(random), new byte[MaxMessageSize + random.Next(1, 1000)], .. Messages(random)]);

            var code = await OutcomeAsync(new ChoppedStream(wire, random, 100));

            Assert.True(code == RpcStatusCode.ResourceExhausted, $"seed {seed}: {code}");
        }
    }

    [Fact]
    public async Task Garbage_ends_in_a_status()
    {
        var seen = new HashSet<RpcStatusCode>();
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var garbage = new byte[random.Next(200)];
            random.NextBytes(garbage);
            for (var at = 0; at < garbage.Length; at++)
            {
                // Mostly small bytes, or nearly nothing would get past the first of them.
                if (random.Next(4) > 0)
                    garbage[at] %= 3;
            }

            seen.Add(await OutcomeAsync(new ChoppedStream(garbage, random, 50)));
        }

        Assert.Equal(
            [RpcStatusCode.OK, RpcStatusCode.ResourceExhausted, RpcStatusCode.Unimplemented, RpcStatusCode.Internal],
            seen.Order());
    }

    private static byte[][] Messages(Random random)
    {
        var messages = new byte[random.Next(6)][];
        foreach (ref var message in messages.AsSpan())
        {
            message = new byte[random.Next(4) is 0 ? 0 : random.Next(MaxMessageSize + 1)];
            random.NextBytes(message);
        }

        return messages;
    }

    private static async Task<RpcStatusCode> OutcomeAsync(Stream stream)
    {
        try
        {
            await Wire.ReadAllAsync(stream, MaxMessageSize);
            return RpcStatusCode.OK;
        }
        catch (RpcException refused)
        {
            return refused.Code;
        }
    }

    private static bool IsBoundary(byte[] wire, int cut)
    {
        var at = 0;
        while (at < cut)
            at += MessageFrame.PrefixSize + ((wire[at + 3] << 8) | wire[at + 4]);

        return at == cut;
    }
}
