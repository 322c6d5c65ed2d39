using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Muster.Server.Rpc;

/// <summary>What comes on a socket. While nothing has come it keeps room for a <see cref="Little"/>, which is as much as most clients say at once, and borrows the rest.</summary>
/// <remarks>
/// One reader at a time; any thread may call <see cref="CancelPendingRead"/>. The reader goes on on the thread that
/// learned of the bytes, and must not block it.
/// </remarks>
internal sealed class SocketReader : PipeReader, IValueTaskSource<ReadResult>, IValueTaskSource
{
    private const int Piece = 4096, Little = 64;

    private readonly Socket _socket;
    private readonly Arrival _arrival;
    private readonly Lock _lock = new();
    private readonly byte[] _little = new byte[Little];   // written by the system while the arrival is awaited, whoever gave up waiting
    private ManualResetValueTaskSourceCore<bool> _waiter;
    private byte[]? _bytes;          // borrowed, or the little ones; null when there are none
    private int _start;
    private int _end;
    private bool _examined = true;   // all that is there was looked at: there must be more
    private bool _drained;           // the last receive left room: what comes next arrives
    private bool _finished;
    private bool _armed;             // the next bytes arrive; guarded by the lock, as the next three
    private bool _arrived;
    private bool _waiting;
    private bool _cancelled;

    /// <param name="socket">One that does not block.</param>
    public SocketReader(Socket socket)
    {
        (_socket, _arrival) = (socket, new(this));
        _arrival.SetBuffer(_little);
    }

    /// <summary>False when nothing more has come as far as it knows; <see cref="ReadAsync"/> asks.</summary>
    public override bool TryRead(out ReadResult result)
    {
        var cancelled = TakeCancelled();
        var isThere = cancelled || !_examined || _finished || TryTakeMore();
        result = isThere ? new(new(_bytes ?? [], _start, _end - _start), cancelled, _finished) : default;
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

    /// <summary>The first byte, which stays where it is; null when there is none, and never will be. Comes before anything is read.</summary>
    /// <exception cref="OperationCanceledException">None came in time; then nothing may be read.</exception>
    public async ValueTask<byte?> PeekAsync(CancellationToken cancel)
    {
        await using var giveUp = CancelReadWhen(cancel);
        _arrival.SocketFlags = SocketFlags.Peek;
        if (MustWait()) await new ValueTask((IValueTaskSource)this, _waiter.Version);
        if (TakeCancelled()) throw new OperationCanceledException(cancel);
        _arrival.SocketFlags = SocketFlags.None;
        lock (_lock) _arrived = false;
        return _arrival is { SocketError: SocketError.Success, BytesTransferred: > 0 } ? _little[0] : null;
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
        if (_bytes == _little) Borrow(Piece);
        lock (_lock)
        {
            if (_cancelled || _arrived) return false;
            _waiter.Reset();
            _waiting = true;
            if (_armed) return true;
            _armed = true;
        }

        if (_socket.ReceiveAsync(_arrival)) return true;
        lock (_lock)
        {
            (_armed, _arrived) = (false, true);
            if (!_waiting) return true;   // cancelled meanwhile: the waiter is woken already
            _waiting = false;
            return false;
        }
    }

    private void Arrived()
    {
        lock (_lock)
        {
            (_armed, _arrived) = (false, true);
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

    private bool TryTakeMore()
    {
        bool arrived;
        lock (_lock)
        {
            if (_armed) return false;   // what comes next belongs to the arrival
            arrived = _arrived;
            _arrived = false;
        }

        if (arrived) return Took(_arrival.SocketError, TakeArrived(), Little);
        if (_drained) return false;
        if (_bytes is null || _end == _bytes.Length) Borrow(Math.Max(Piece, 2 * (_end - _start)));
        var room = _bytes.AsSpan(_end);
        var received = _socket.Receive(room, SocketFlags.None, out var error);
        return Took(error, received, room.Length);
    }

    private bool Took(SocketError error, int bytes, int most)
    {
        if (error is SocketError.Success)
        {
            _end += bytes;
            (_finished, _drained, _examined) = (bytes == 0, bytes < most, false);
            return true;
        }

        if (_start == _end) GiveBack();
        _drained = true;
        return error is SocketError.WouldBlock ? false : throw new IOException("The connection broke.", new SocketException((int)error));
    }

    /// <summary>Puts what arrived behind what is there.</summary>
    private int TakeArrived()
    {
        var bytes = _arrival.BytesTransferred;
        if (_bytes is null)
        {
            _bytes = _little;
            return bytes;
        }

        if (_bytes.Length - _end < bytes) Borrow(2 * Math.Max(_end - _start, bytes));
        _little.AsSpan(0, bytes).CopyTo(_bytes.AsSpan(_end));
        return bytes;
    }

    /// <summary>A larger place for what is there.</summary>
    private void Borrow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length);
        var there = _end - _start;
        _bytes.AsSpan(_start, there).CopyTo(larger);
        GiveBack();
        (_bytes, _end) = (larger, there);
    }

    private void GiveBack()
    {
        if (_bytes is not null && _bytes != _little) ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _start, _end) = (null, 0, 0);
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

    /// <summary>A receive of the first few bytes.</summary>
    private sealed class Arrival(SocketReader reader) : SocketAsyncEventArgs(unsafeSuppressExecutionContextFlow: true)
    {
        protected override void OnCompleted(SocketAsyncEventArgs e) => reader.Arrived();
    }
}
