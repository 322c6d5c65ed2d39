using System.Net.Sockets;
using Google.Protobuf;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Tests.Hosting;

namespace Muster.Server.Tests.Rpc;

/// <summary>A client that does not wait for the mark, nor for Welcome, gets everything in the order in which it asked.</summary>
public sealed class Speaking_at_once : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("muster-at-once-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(100)]
    [InlineData(int.MaxValue)]
    public async Task Whatever_pieces_it_comes_in_each_frame_is_answered_once(int piece)
    {
        await using var node = await LiveNode.StartAsync(_folder);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(node.Rpc, Cancel);
        await using var stream = new NetworkStream(socket);

        var hello = new Up { Hello = new Hello { Protocol = 1, Client = "hasty", Namespace = "shop" } };
        var beats = Enumerable.Range(1, 30).Select(number => new Up { Heartbeat = new Heartbeat { Number = (ulong)number } });
        byte[] all = [.. LeanMark.Call, .. new[] { hello }.Concat(beats).SelectMany(Framed)];
        foreach (var part in all.Chunk(piece)) await stream.WriteAsync(part, Cancel);

        var mark = new byte[LeanMark.Answer.Length];
        await stream.ReadExactlyAsync(mark, Cancel).AsTask().WaitAsync(Patience, Cancel);
        Assert.Equal(LeanMark.Answer, mark);
        Assert.Equal(Down.FrameOneofCase.Welcome, (await ReceiveAsync(stream)).FrameCase);
        for (var number = 1UL; number <= 30; number++) Assert.Equal(number, (await ReceiveAsync(stream)).HeartbeatAck?.Number);
    }

    [Fact]
    public async Task One_that_says_the_mark_alone_is_answered_before_it_says_more()
    {
        await using var node = await LiveNode.StartAsync(_folder);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(node.Rpc, Cancel);
        await using var stream = new NetworkStream(socket);

        await stream.WriteAsync(LeanMark.Call, Cancel);

        var mark = new byte[LeanMark.Answer.Length];
        await stream.ReadExactlyAsync(mark, Cancel).AsTask().WaitAsync(Patience, Cancel);
        Assert.Equal(LeanMark.Answer, mark);
    }

    private static byte[] Framed(Up frame)
    {
        var framed = new byte[MessageFrame.PrefixSize + frame.CalculateSize()];
        MessageFrame.WritePrefix(framed, frame.CalculateSize());
        frame.WriteTo(framed.AsSpan(MessageFrame.PrefixSize));
        return framed;
    }

    private static async Task<Down> ReceiveAsync(Stream stream)
    {
        var prefix = new byte[MessageFrame.PrefixSize];
        await stream.ReadExactlyAsync(prefix, Cancel).AsTask().WaitAsync(Patience, Cancel);
        var message = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await stream.ReadExactlyAsync(message, Cancel).AsTask().WaitAsync(Patience, Cancel);
        return Down.Parser.ParseFrom(message);
    }
}
