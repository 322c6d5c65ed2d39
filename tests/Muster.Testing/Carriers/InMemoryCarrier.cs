using System.Threading.Channels;
using Muster.Rpc;

namespace Muster.Testing.Carriers;

/// <summary>One end of a conversation within the process. Each way holds a few messages; a sender waits while it is full.</summary>
public sealed class InMemoryCarrier : ICarrier
{
    private readonly Channel<byte[]> _incoming;
    private readonly Channel<byte[]> _outgoing;
    private readonly CancellationTokenSource _disposed = new();

    private InMemoryCarrier(string peer, Channel<byte[]> incoming, Channel<byte[]> outgoing) =>
        (Peer, _incoming, _outgoing) = (peer, incoming, outgoing);

    public string Peer { get; }

    /// <summary>The two ends, connected.</summary>
    /// <param name="capacity">Messages that wait, each way.</param>
    public static (InMemoryCarrier Client, InMemoryCarrier Server) Pair(int capacity = 16)
    {
        var (up, down) = (Channel.CreateBounded<byte[]>(capacity), Channel.CreateBounded<byte[]>(capacity));
        return (new("registry:0", down, up), new("client:0", up, down));
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _disposed.Token);
        try
        {
            await _outgoing.Writer.WriteAsync(message.ToArray(), either.Token);
        }
        catch (Exception ended) when (ended is ChannelClosedException || IsOurEnd(ended, cancel))
        {
            throw new CarrierLostException($"The conversation with {Peer} is over.", ended);
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _disposed.Token);
        try
        {
            return await _incoming.Reader.ReadAsync(either.Token);
        }
        catch (ChannelClosedException ended) when (ended.InnerException is null)
        {
            return null;
        }
        catch (Exception ended) when (ended is ChannelClosedException || IsOurEnd(ended, cancel))
        {
            throw new CarrierLostException($"The conversation with {Peer} is over.", ended);
        }
    }

    /// <summary>Breaks the connection: what the other end did not receive yet is lost, and it sees no good end.</summary>
    public void Break()
    {
        _outgoing.Writer.TryComplete(new IOException("The connection broke."));
        while (_outgoing.Reader.TryRead(out _))
        {
            // Lost.
        }

        _incoming.Writer.TryComplete(new IOException("The connection broke."));
        _disposed.Cancel();
    }

    public ValueTask DisposeAsync()
    {
        _outgoing.Writer.TryComplete();
        _incoming.Writer.TryComplete();
        _disposed.Cancel();
        return default;
    }

    private bool IsOurEnd(Exception ended, CancellationToken cancel) =>
        ended is OperationCanceledException && _disposed.IsCancellationRequested && !cancel.IsCancellationRequested;
}
