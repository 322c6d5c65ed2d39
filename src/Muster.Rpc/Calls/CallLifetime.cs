namespace Muster.Rpc;

/// <summary>How long a call may live: the caller's token and the deadline.</summary>
internal sealed class CallLifetime : IDisposable
{
    /// <summary>A timer takes no more; a deadline beyond it is left to the peer.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationToken _caller;
    private CancellationTokenRegistration _onDeadline;
    private CancellationTokenRegistration _onCaller;

    public CallLifetime(TimeSpan? timeout, TimeProvider time, CancellationToken caller)
    {
        _caller = caller;
        if (timeout is { } limit && limit < LongestTimer)
            _deadline = new(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, time);
    }

    /// <summary>Runs <paramref name="end"/> when the life is over; at once if it is already.</summary>
    public void WhenOver(Action end)
    {
        _onCaller = _caller.UnsafeRegister(static state => ((Action)state!)(), end);
        _onDeadline = _deadline?.Token.UnsafeRegister(static state => ((Action)state!)(), end) ?? default;
    }

    /// <summary>The exception that tells why the life is over; null while it is not.</summary>
    public Exception? Verdict() =>
        _caller.IsCancellationRequested ? new OperationCanceledException(_caller)
        : _deadline is { IsCancellationRequested: true } ? new RpcException(RpcStatusCode.DeadlineExceeded, "The deadline of the call has passed.")
        : null;

    public void Dispose()
    {
        _onCaller.Dispose();
        _onDeadline.Dispose();
        _deadline?.Dispose();
    }
}
