using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Muster.Server.Rpc;

/// <summary>What comes on a socket. Holds no buffer while nothing has come: it waits for the first byte, and then borrows one.</summary>
/// <remarks>
/// One reader at a time; any thread may call <see cref="CancelPendingRead"/>. The reader goes on on the thread that
/// learned of the bytes, and must not block it.
/// </remarks>
internal sealed class SocketReader : PipeReader, IValueTaskSource<ReadResult>, IValueTaskSource
{
    private const int Piece = 4096;

    private readonly Socket _socket;
    private readonly Arrival _arrival;
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _waiter;
    private byte[]? _borrowed;
    private int _start;
    private int _end;
    private bool _examined = true;   // all that is borrowed was looked at: there must be more
    private bool _finished;
    private bool _armed;             // the socket tells of the next byte; guarded by the lock, as the next two
    private bool _waiting;
    private bool _cancelled;

    /// <param name="socket">One that does not block.</param>
    public SocketReader(Socket socket) => (_socket, _arrival) = (socket, new(this));

    public override bool TryRead(out ReadResult result)
    {
        var cancelled = TakeCancelled();
        var isThere = cancelled || !_examined || _finished || TryReceive();
        result = isThere ? new(new(_borrowed ?? [], _start, _end - _start), cancelled, _finished) : default;
        return isThere;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.CanBeCanceled) return ReadUntilAsync(cancellationToken);
        ReadResult read;
        while (!TryRead(out read))
            if (MustWait()) return new(this, _waiter.Version);
        return new(read);
    }

    /// <summary>Completes when a byte has come, or the end, and takes neither.</summary>
    /// <exception cref="OperationCanceledException">None came in time.</exception>
    public async ValueTask WaitAsync(CancellationToken cancel)
    {
        await using var giveUp = CancelReadWhen(cancel);
        if (MustWait()) await new ValueTask((IValueTaskSource)this, _waiter.Version);
        if (TakeCancelled()) throw new OperationCanceledException(cancel);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _examined = examined.GetInteger() == _end;
        _start = consumed.GetInteger();
        if (_start == _end) GiveBack();
    }

    public override void CancelPendingRead()
    {
        lock (_lock)
        {
            _cancelled = true;
            if (!_waiting) return;
            _waiting = false;
        }

        _waiter.SetResult(true);
    }

    public override void Complete(Exception? exception = null)
    {
        GiveBack();
        _arrival.Dispose();
    }

    private async ValueTask<ReadResult> ReadUntilAsync(CancellationToken cancel)
    {
        await using var giveUp = CancelReadWhen(cancel);
        var read = await ReadAsync(CancellationToken.None);
        if (read.IsCanceled) cancel.ThrowIfCancellationRequested();
        return read;
    }

    private CancellationTokenRegistration CancelReadWhen(CancellationToken cancel) =>
        cancel.UnsafeRegister(static reader => ((SocketReader)reader!).CancelPendingRead(), this);

    /// <summary>False when there is nothing to wait for: read, or see that the read was cancelled.</summary>
    private bool MustWait()
    {
        lock (_lock)
        {
            if (_cancelled) return false;
            _waiter.Reset();
            _waiting = true;
            if (_armed) return true;
            _armed = true;
        }

        if (_socket.ReceiveAsync(_arrival)) return true;
        lock (_lock)
        {
            _armed = false;
            if (!_waiting) return true;   // cancelled meanwhile: the waiter is woken already
            _waiting = false;
            return false;
        }
    }

    private void Arrived()
    {
        lock (_lock)
        {
            _armed = false;
            if (!_waiting) return;
            _waiting = false;
        }

        _waiter.SetResult(true);
    }

    private bool TakeCancelled()
    {
        lock (_lock)
        {
            var cancelled = _cancelled;
            _cancelled = false;
            return cancelled;
        }
    }

    private bool TryReceive()
    {
        MakeRoom();
        var received = _socket.Receive(_borrowed.AsSpan(_end), SocketFlags.None, out var error);
        if (error is SocketError.Success)
        {
            (_finished, _examined) = (received == 0, false);
            _end += received;
            return true;
        }

        if (_start == _end) GiveBack();
        return error is SocketError.WouldBlock ? false : throw new IOException("The connection broke.", new SocketException((int)error));
    }

    private void MakeRoom()
    {
        if (_borrowed is null)
        {
            _borrowed = ArrayPool<byte>.Shared.Rent(Piece);
        }
        else if (_end == _borrowed.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(2 * (_end - _start));
            _borrowed.AsSpan(_start, _end - _start).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_borrowed);
            (_borrowed, _start, _end) = (larger, 0, _end - _start);
        }
    }

    private void GiveBack()
    {
        if (_borrowed is not null) ArrayPool<byte>.Shared.Return(_borrowed);
        (_borrowed, _start, _end) = (null, 0, 0);
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        _waiter.GetResult(token);
        TryRead(out var read);   // empty when another one was quicker
        return read;
    }

    void IValueTaskSource.GetResult(short token) => _waiter.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _waiter.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _waiter.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiter.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiter.OnCompleted(continuation, state, token, flags);

    /// <summary>A receive of nothing: the system tells when it would be more.</summary>
    private sealed class Arrival(SocketReader reader) : SocketAsyncEventArgs(unsafeSuppressExecutionContextFlow: true)
    {
        protected override void OnCompleted(SocketAsyncEventArgs e) => reader.Arrived();
    }
}
