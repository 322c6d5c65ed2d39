using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Muster.Chaos.Attacks;

/// <summary>A connection that is held open until the node cuts it, or for so long that it has won.</summary>
internal static class HeldConnection
{
    public static readonly TimeSpan Won = TimeSpan.FromSeconds(20);

    /// <param name="to">The port.</param>
    /// <param name="from">An address of this machine.</param>
    /// <param name="words">Said at once.</param>
    /// <param name="drop">Said again and again, every second; empty for nothing.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Seconds until it was cut; <see cref="Won"/> when it was not; null when there was no connection.</returns>
    public static async Task<double?> HoldAsync(IPEndPoint to, IPAddress from, byte[] words, byte[] drop, CancellationToken cancel)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var won = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var connected = false;
        var started = Stopwatch.GetTimestamp();
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(to, cancel);
            connected = true;
            started = Stopwatch.GetTimestamp();
            won.CancelAfter(Won);
            if (words.Length > 0) await socket.SendAsync(words, won.Token);
            await Task.WhenAny(HearAsync(socket, won.Token), DripAsync(socket, drop, won.Token)).Unwrap();
        }
        catch (SocketException)
        {
            if (!connected) return null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Won.TotalSeconds;
        }
        finally
        {
            await won.CancelAsync();   // whoever of the two still waits
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task HearAsync(Socket socket, CancellationToken won)
    {
        var heard = new byte[512];
        while (await socket.ReceiveAsync(heard, won) > 0)
        {
        }
    }

    private static async Task DripAsync(Socket socket, byte[] drop, CancellationToken won)
    {
        if (drop.Length == 0) await Task.Delay(Timeout.Infinite, won);
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), won);
            await socket.SendAsync(drop, won);
        }
    }
}
