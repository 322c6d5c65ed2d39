using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;

namespace Muster.Rpc;

/// <summary>Lean frames over a pair of pipes: the part of the carrier that is the same at both ends.</summary>
/// <remarks>
/// One sender and one receiver at a time, as the seam has it. Each side ends with a frame that says so: a connection that
/// goes without one broke. <see cref="Close"/> wakes whoever waits; <see cref="EndAsync"/> comes after that.
/// </remarks>
internal sealed class LeanLine(IDuplexPipe pipe, string peer, int maxMessageSize)
{
    private readonly MessageReader _frames = new(pipe.Input, maxMessageSize, LeanFrame.TryTake);
    private readonly ContiguousMessage _received = new();
    private volatile bool _sending;   // stays set when a frame did not go out whole: nothing may follow it
    private volatile bool _closed;
    private volatile bool _peerEnded;

    public string Peer => peer;

    /// <summary>The cap of the messages that are received from now on. Set by who receives.</summary>
    public int MaxMessageSize
    {
        get => _frames.MaxMessageSize;
        set => _frames.MaxMessageSize = value;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        if (_closed || _sending)
            throw Lost();

        _sending = true;
        return FinishAsync(MessageWriter.WriteAsync(pipe.Output, message, cancel), cancel);
    }

    public ValueTask SendAllAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancel)
    {
        if (_closed || _sending)
            throw Lost();

        _sending = true;
        return FinishAsync(MessageWriter.WriteAllAsync(pipe.Output, messages, cancel), cancel);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancel)
    {
        if (_closed)
            throw Lost();
        if (_peerEnded)
            return null;

        _received.GiveBack();
        try
        {
            if (await _frames.ReadAsync(cancel).ConfigureAwait(false) is not { } frame)
                throw Lost();

            var (isEnd, content) = LeanFrame.Open(frame);
            if (!isEnd)
                return _received.Of(content);

            _peerEnded = true;
            return content.IsEmpty ? null : throw new CarrierLostException($"{peer} ended the conversation: {Encoding.UTF8.GetString(content)}");
        }
        catch (RpcException broken)
        {
            throw new CarrierLostException($"{peer} sent what is no message: {broken.Message}", broken);
        }
        catch (Exception broken) when (Means(broken, cancel))
        {
            throw Lost(broken);
        }
    }

    /// <summary>Nothing more is sent or received; whoever waits for it is woken.</summary>
    public void Close()
    {
        _closed = true;
        _frames.CancelPending();
        if (_sending) pipe.Output.CancelPendingFlush();
    }

    /// <summary>Says that this side ends, and lets pass what still comes until the peer says so too.</summary>
    /// <remarks>After <see cref="Close"/>, when no send or receive is pending.</remarks>
    /// <param name="why">Empty for a good end.</param>
    /// <param name="cancel">Patience is over.</param>
    /// <returns>False when the peer does not know, or has not said that it does: the connection must be cut.</returns>
    public async ValueTask<bool> EndAsync(string why, CancellationToken cancel)
    {
        try
        {
            if (_sending)
                return false;

            var said = await pipe.Output.WriteAsync(LeanFrame.EncodeEnd(Encoding.UTF8.GetBytes(why)), cancel).ConfigureAwait(false);
            while (said is { IsCanceled: true, IsCompleted: false })   // what Close meant for somebody who no longer waited
                said = await pipe.Output.FlushAsync(cancel).ConfigureAwait(false);
            if (!said.IsCompleted && !_peerEnded)
                await DrainAsync(cancel).ConfigureAwait(false);
            return _peerEnded;
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    private async ValueTask DrainAsync(CancellationToken cancel)
    {
        while (!_peerEnded)
        {
            try
            {
                if (await _frames.ReadAsync(cancel).ConfigureAwait(false) is not { } frame)
                    return;
                _peerEnded = LeanFrame.Open(frame).IsEnd;
            }
            catch (RpcException)
            {
                // What ended the conversation: what follows it is no frame either.
                await _frames.DrainAsync(cancel).ConfigureAwait(false);
                _peerEnded = true;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // What Close meant for somebody who no longer waited.
            }
        }
    }

    private ValueTask FinishAsync(ValueTask<bool> write, CancellationToken cancel)
    {
        if (!write.IsCompletedSuccessfully)
            return SentAsync(write, cancel);
        if (!write.Result)
            throw Lost();

        _sending = false;
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SentAsync(ValueTask<bool> write, CancellationToken cancel)
    {
        try
        {
            if (!await write.ConfigureAwait(false))
                throw Lost();

            _sending = false;
        }
        catch (Exception broken) when (Means(broken, cancel))
        {
            throw Lost(broken);
        }
    }

    /// <summary>The connection's own exceptions, but not the caller's giving up.</summary>
    private static bool Means(Exception broken, CancellationToken cancel) => broken is OperationCanceledException
        ? !cancel.IsCancellationRequested
        : broken is (IOException and not CarrierLostException) or ObjectDisposedException;

    private CarrierLostException Lost(Exception? cause = null)
    {
        var message = _closed ? $"The conversation with {peer} was closed on this side." : $"The connection to {peer} broke.";
        return cause is null ? new(message) : new(message, cause);
    }
}
