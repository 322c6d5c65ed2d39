using System.IO.Pipelines;
using System.Net.Sockets;
using Muster.Rpc;
using Muster.Server.Rpc;

namespace Muster.Server.Hosting;

/// <summary>
/// Serves those who begin with the lean mark on their bare sockets: less than half the memory of the web server's
/// connection, no buffer while nothing is said, and no change of threads between the socket and the conversation.
/// </summary>
/// <remarks>
/// The first byte tells who that is: no other protocol begins with a zero. It is looked at, and left for whoever serves
/// the connection. A node that stops waits for them as for calls.
/// </remarks>
internal sealed class LeanSockets(LeanPort lean, Entrance entrance, OpenCalls calls, TimeProvider time)
{
    /// <summary>Takes a new connection; it is closed here, unless it is passed on.</summary>
    /// <param name="socket">Just accepted.</param>
    /// <param name="others">Gets the connections that begin otherwise.</param>
    /// <param name="closing">Set once the port closes: who has said nothing by then need not.</param>
    public async Task ServeAsync(Socket socket, Action<Socket> others, CancellationToken closing)
    {
        var client = socket.RemoteEndPoint;
        if (!entrance.TryEnter(client))
        {
            socket.Dispose();
            return;
        }

        calls.Opened();
        (socket.Blocking, socket.NoDelay) = (false, true);
        var line = new Line(new SocketReader(socket), new SocketWriter(socket));
        var passedOn = false;
        try
        {
            passedOn = await BeginsOtherwiseAsync((SocketReader)line.Input, closing);
            if (!passedOn) await lean.ConverseAsync(line, client, certificate: null);   // these are in cleartext
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // Before the conversation had begun: nobody is left to hear of it.
        }
        finally
        {
            if (!passedOn) socket.Dispose();
            line.Input.Complete();
            line.Output.Complete();
            calls.Closed();
            entrance.Leave(client);
            if (passedOn) others(socket);   // where he is let in anew
        }
    }

    /// <summary>False once the mark was taken.</summary>
    /// <exception cref="OperationCanceledException">Nothing whole came in time.</exception>
    private async ValueTask<bool> BeginsOtherwiseAsync(SocketReader input, CancellationToken closing)
    {
        using var patience = new CancellationTokenSource(FirstWords.Patience, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, closing);
        var first = await input.PeekAsync(over.Token) ?? throw new IOException("The client left without a word.");
        if (first != LeanMark.Call[0]) return true;

        while (true)
        {
            var read = await input.ReadAsync(over.Token);
            switch (LeanMark.IsAt(read.Buffer, LeanMark.Call))
            {
                case true:
                    input.AdvanceTo(read.Buffer.GetPosition(LeanMark.Call.Length));
                    return false;
                case null when !read.IsCompleted:
                    input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                    break;
                default:
                    throw new IOException("A mark of another version, or none.");
            }
        }
    }

    private sealed record Line(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
