using System.Buffers;
using System.IO.Pipelines;

namespace Muster.Rpc;

/// <summary>Takes the first whole message off what has come; false when it has not all arrived.</summary>
internal delegate bool TakeMessage(ref ReadOnlySequence<byte> buffer, int maxMessageSize, out ReadOnlySequence<byte> message);

/// <summary>Cuts a byte stream into messages, without copying them.</summary>
/// <remarks>
/// One reader at a time. What has not all arrived stays in the pipe, so a peer that announces much and sends little
/// costs what it sent. The memory of a message goes back to the pipe at the next read.
/// </remarks>
internal sealed class MessageReader(PipeReader pipe, int maxMessageSize, TakeMessage take)
{
    private SequencePosition? _taken;

    /// <summary>For messages framed as gRPC does.</summary>
    public MessageReader(PipeReader pipe, int maxMessageSize)
        : this(pipe, maxMessageSize, MessageFrame.TryTake)
    {
    }

    /// <summary>The cap of the messages that are read from now on. Set by who reads.</summary>
    public int MaxMessageSize { get; set; } = maxMessageSize;

    /// <summary>The next message, valid until the next call; null at the end of the stream.</summary>
    /// <exception cref="RpcException">What came is no message, is too large, or ends half-way.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or <see cref="CancelPending"/> was called.</exception>
    public ValueTask<ReadOnlySequence<byte>?> ReadAsync(CancellationToken cancel)
    {
        Release();
        return pipe.TryRead(out var read) && TryFinish(read, out var message) ? new(message) : WaitAsync(cancel);
    }

    /// <summary>Wakes the pending read, or the next one, with <see cref="OperationCanceledException"/>. Any thread may call.</summary>
    public void CancelPending() => pipe.CancelPendingRead();

    /// <summary>Lets pass whatever still comes, until the peer has closed its side.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before that.</exception>
    public async ValueTask DrainAsync(CancellationToken cancel)
    {
        Release();
        while (true)
        {
            var read = await pipe.ReadAsync(cancel).ConfigureAwait(false);
            pipe.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    private async ValueTask<ReadOnlySequence<byte>?> WaitAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (TryFinish(await pipe.ReadAsync(cancel).ConfigureAwait(false), out var message))
                return message;
        }
    }

    /// <summary>False when more must arrive first.</summary>
    private bool TryFinish(ReadResult read, out ReadOnlySequence<byte>? message)
    {
        message = null;
        if (read.IsCanceled)
        {
            pipe.AdvanceTo(read.Buffer.Start);
            throw new OperationCanceledException("The read was given up by its owner.");
        }

        var rest = read.Buffer;
        if (TryTake(ref rest, out var taken))
        {
            _taken = rest.Start;
            message = taken;
            return true;
        }

        // Everything is examined: the pipe asks the peer for more although nothing was consumed.
        pipe.AdvanceTo(rest.Start, rest.End);
        if (read.IsCompleted && !rest.IsEmpty)
            throw new RpcException(RpcStatusCode.Internal, $"The stream ended {rest.Length} bytes into a message.");

        return read.IsCompleted;
    }

    private bool TryTake(ref ReadOnlySequence<byte> rest, out ReadOnlySequence<byte> message)
    {
        var start = rest.Start;
        try
        {
            return take(ref rest, MaxMessageSize, out message);
        }
        catch (RpcException)
        {
            pipe.AdvanceTo(start);   // so that it is refused again, not skipped
            throw;
        }
    }

    private void Release()
    {
        if (_taken is not { } end)
            return;

        _taken = null;
        pipe.AdvanceTo(end);
    }
}
