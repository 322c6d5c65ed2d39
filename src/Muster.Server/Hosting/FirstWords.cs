using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Muster.Server.Hosting;

/// <summary>Closes connections on which nobody speaks: each holds a descriptor, and costs its owner nothing.</summary>
/// <remarks>
/// HTTP's own time limits only count from the first request on. Over TLS the handshake has its own limit before this
/// one. Nothing is taken from the connection: the web server reads it all.
/// </remarks>
/// <param name="time">The node's.</param>
/// <param name="awaited">How the clients of the port begin, each in its way; none when any byte will do.</param>
internal sealed class FirstWords(TimeProvider time, params byte[][] awaited)
{
    /// <summary>How long a connection may be silent at its beginning.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>No line that the web server reads is longer.</summary>
    private const int Longest = 8192;

    /// <summary>What a client that knows it talks HTTP/2 says first (RFC 9113, section 3.4).</summary>
    public static readonly byte[] Http2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (await AreHeardAsync(connection)) await next(connection);
        else connection.Abort(new ConnectionAbortedException("Nothing was said."));
    }

    /// <summary>
    /// A whole line of something else is heard as well: the web server tells who says it what is spoken here. It would wait for the end
    /// of a line for minutes.
    /// </summary>
    internal bool AreIn(ReadOnlySequence<byte> heard)
    {
        if (heard.IsEmpty || awaited.Length == 0) return !heard.IsEmpty;
        var said = heard.ToArray();
        return awaited.Any(words => said.AsSpan().StartsWith(words)) || (said.Contains((byte)'\n') && !awaited.Any(words => words.AsSpan().StartsWith(said)));
    }

    private async Task<bool> AreHeardAsync(ConnectionContext connection)
    {
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var patience = new CancellationTokenSource(Patience, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, closing, connection.ConnectionClosed);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(over.Token);
                var heard = AreIn(read.Buffer);
                input.AdvanceTo(read.Buffer.Start, heard ? read.Buffer.Start : read.Buffer.End);
                if (heard || read.IsCompleted || read.IsCanceled || read.Buffer.Length > Longest) return heard;
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            return false;
        }
    }
}
