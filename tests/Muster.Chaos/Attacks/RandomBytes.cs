using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Muster.Chaos.Attacks;

/// <summary>Bytes without a meaning, bare and after each greeting that the ports know.</summary>
/// <remarks>Some are the beginning of something, which the node waits for: the first round sees to it that it does not wait long.</remarks>
internal sealed class RandomBytes(Target target, Random random)
{
    private const int Times = 100, Longest = 2048, AtOnce = 8;
    private static readonly byte[] Http2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500), Bound = TimeSpan.FromSeconds(35);   // of HTTP/2 a ping that nobody answers, sent after 10 s of silence

    private static readonly (string Name, bool Http, byte[] Greeting)[] Ways =
        [("lean frames", false, LeanPeer.Mark), ("gRPC", false, Http2), ("no greeting", false, []), ("HTTP", true, [])];

    private (bool All, string Told)? _first;

    public async Task<Outcome> PlayAsync(CancellationToken cancel)
    {
        _first ??= await WaitForAllAsync(cancel);
        var told = new List<string>();
        foreach (var (name, http, greeting) in Ways)
        {
            var refused = 0;
            var words = Enumerable.Range(0, Times).Select(_ => Garbage(greeting)).ToList();
            await Parallel.ForEachAsync(words, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (garbage, inner) =>
            {
                if (await RefusedAfterAsync(http, garbage, From(1), Patience, inner) is not null) Interlocked.Increment(ref refused);
            });
            told.Add($"{name} {refused}");
        }

        return new(_first.Value.All, $"of {Times} each up to {Longest} bytes, refused at once: {string.Join(", ", told)}; {_first.Value.Told}");
    }

    /// <summary>Sends all at the same time, and waits for the node to give each up.</summary>
    private async Task<(bool All, string Told)> WaitForAllAsync(CancellationToken cancel)
    {
        var at = 0;
        var took = await Task.WhenAll(Ways.SelectMany(way => Enumerable.Range(0, Times).Select(_ => RefusedAfterAsync(way.Http, Garbage(way.Greeting), From(++at), Bound, cancel))));
        var refused = took.Count(static one => one is not null);
        return (refused == took.Length, string.Create(CultureInfo.InvariantCulture, $"waited for, {refused} of {took.Length} were refused, the last after {took.Max()?.TotalSeconds:0.0} s"));
    }

    private static IPEndPoint From(int at) => new(new IPAddress([127, 0, 4, (byte)(1 + (at % 4))]), 0);

    private byte[] Garbage(byte[] greeting)
    {
        var bytes = new byte[random.Next(1, Longest + 1)];
        random.NextBytes(bytes);
        return [.. greeting, .. bytes];
    }

    /// <summary>How long it took until the node said why not, or hung up; null when it still waited.</summary>
    private async Task<TimeSpan?> RefusedAfterAsync(bool http, byte[] garbage, IPEndPoint from, TimeSpan within, CancellationToken cancel)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(within);
        var started = Stopwatch.GetTimestamp();
        try
        {
            socket.Bind(from);
            await socket.ConnectAsync(http ? target.Http : target.Rpc, patience.Token);
            await socket.SendAsync(garbage, patience.Token);
            await HearAsync(socket, garbage.AsSpan().StartsWith(LeanPeer.Mark), patience.Token);
        }
        catch (SocketException)
        {
            // Hung up on.
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }

        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Reads until the end: of the connection, or of a conversation on lean frames, where a frame says it.</summary>
    private static async Task HearAsync(Socket socket, bool lean, CancellationToken cancel)
    {
        var (heard, length) = (new byte[1 << 16], 0);
        while (await socket.ReceiveAsync(heard.AsMemory(length), cancel) is > 0 and var read)
        {
            length += read;
            if (lean && length > LeanPeer.AnswerSize && heard[LeanPeer.AnswerSize] != 0) return;
        }
    }
}
