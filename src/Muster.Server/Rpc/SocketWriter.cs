using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace Muster.Server.Rpc;

/// <summary>What goes out on a socket: at a flush, on the thread of who flushes. Holds nothing between flushes.</summary>
/// <remarks>One writer at a time. A flush that is given up leaves half a message behind, so that it closes the socket.</remarks>
internal sealed class SocketWriter(Socket socket) : PipeWriter
{
    private const int Piece = 4096, Growth = 4;

    private byte[]? _borrowed;
    private int _length;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_borrowed is null)
        {
            _borrowed = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, Piece));
        }
        else if (_borrowed.Length - _length < Math.Max(sizeHint, 1))
        {
            var larger = ArrayPool<byte>.Shared.Rent(Growth * Math.Max(_borrowed.Length, sizeHint));
            _borrowed.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_borrowed);
            _borrowed = larger;
        }

        return _borrowed.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => _length += bytes;

    /// <summary>Sends what was written before and these bytes behind it; where they are many, they are sent from where they stand.</summary>
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (source.Length > Piece && MemoryMarshal.TryGetArray(source, out var shared))
        {
            return StandsBefore(shared)
                ? SendAsync(shared.Array.AsMemory(shared.Offset - _length, _length + shared.Count), cancellationToken)
                : SendAsync(Sending.Of(new(_borrowed!, 0, _length), shared), cancellationToken);
        }

        this.Write(source.Span);
        return FlushAsync(cancellationToken);
    }

    /// <summary>Completed in its result: nobody reads any more.</summary>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        _borrowed is null ? default : SendAsync(_borrowed.AsMemory(0, _length), cancellationToken);

    public override void CancelPendingFlush() => socket.Dispose();

    public override void Complete(Exception? exception = null) => GiveBack();

    /// <summary>Whether what was written is in the array of these bytes as well, in front of them: who made a message may have made its prefix too.</summary>
    private bool StandsBefore(ArraySegment<byte> bytes) =>
        bytes.Offset >= _length && bytes.Array.AsSpan(bytes.Offset - _length, _length).SequenceEqual(_borrowed.AsSpan(0, _length));

    /// <summary>Mostly the system takes all of it at once.</summary>
    private ValueTask<FlushResult> SendAsync(Memory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            var taken = socket.Send(bytes.Span, SocketFlags.None, out var error);
            if (error is not (SocketError.Success or SocketError.WouldBlock)) return new(Sent(isLost: true));
            if (error is SocketError.WouldBlock) taken = 0;
            return taken == bytes.Length ? new(Sent(isLost: false)) : SendAsync(Sending.Of(bytes[taken..]), cancel);
        }
        catch (ObjectDisposedException)
        {
            return new(Sent(isLost: true));
        }
    }

    private ValueTask<FlushResult> SendAsync(Sending sending, CancellationToken cancel)
    {
        try
        {
            return socket.SendAsync(sending) ? SentAsync(sending, cancel) : new(Sent(sending));
        }
        catch (ObjectDisposedException)
        {
            return new(Sent(sending, isLost: true));
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FlushResult> SentAsync(Sending sending, CancellationToken cancel)
    {
        await using var giveUp = cancel.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
        await sending.WaitAsync();
        return Sent(sending);
    }

    private FlushResult Sent(Sending sending, bool isLost = false)
    {
        isLost |= sending.SocketError is not SocketError.Success;
        sending.GoBack();
        return Sent(isLost);
    }

    private FlushResult Sent(bool isLost)
    {
        GiveBack();
        return new(isCanceled: false, isCompleted: isLost);
    }

    private void GiveBack()
    {
        if (_borrowed is not null) ArrayPool<byte>.Shared.Return(_borrowed);
        (_borrowed, _length) = (null, 0);
    }

    /// <summary>One send of all that it is given. Used again by the next who sends on the same thread.</summary>
    private sealed class Sending() : SocketAsyncEventArgs(unsafeSuppressExecutionContextFlow: true), IValueTaskSource
    {
        [ThreadStatic]
        private static Sending? _spare;

        private readonly ArraySegment<byte>[] _pair = new ArraySegment<byte>[2];
        private ManualResetValueTaskSourceCore<bool> _sent;

        public static Sending Of(Memory<byte> bytes)
        {
            var sending = Take();
            sending.SetBuffer(bytes);
            return sending;
        }

        public static Sending Of(ArraySegment<byte> bytes, ArraySegment<byte> rest)
        {
            var sending = Take();
            (sending._pair[0], sending._pair[1]) = (bytes, rest);
            sending.BufferList = sending._pair;
            return sending;
        }

        public ValueTask WaitAsync() => new(this, _sent.Version);

        public void GoBack()
        {
            if (BufferList is null) SetBuffer(default);
            else (BufferList, _pair[0], _pair[1]) = (null, default, default);
            if (_spare is null) _spare = this;
            else Dispose();
        }

        protected override void OnCompleted(SocketAsyncEventArgs e) => _sent.SetResult(true);

        private static Sending Take()
        {
            var sending = _spare ?? new();
            _spare = null;
            sending._sent.Reset();
            return sending;
        }

        void IValueTaskSource.GetResult(short token) => _sent.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _sent.GetStatus(token);

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _sent.OnCompleted(continuation, state, token, flags);
    }
}
