namespace Muster.Server.Rpc;

/// <summary>Counts the calls that are not over, farewells included, so that a node that goes can wait for them.</summary>
/// <remarks>
/// A web server that stops closes a connection once it has answered all that runs on it, and does not wait for the caller
/// to close his side of a call. An HTTP stack may then report a broken connection, and drop the end that it had received.
/// </remarks>
internal sealed class OpenCalls
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _none;
    private int _open;

    public void Opened()
    {
        lock (_lock) _open++;
    }

    public void Closed()
    {
        lock (_lock)
        {
            if (--_open > 0) return;
            _none?.TrySetResult();
            _none = null;
        }
    }

    /// <summary>Completes when no call is open; those that come meanwhile are waited for too.</summary>
    public Task WhenNone()
    {
        lock (_lock)
        {
            if (_open == 0) return Task.CompletedTask;
            return (_none ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }
}
