using Muster.Protocol;

namespace Muster.Client.Registrations;

/// <summary>Lets others wait for what the registry decides about an intent. Written by the client's loop.</summary>
internal sealed class Settlement
{
    private readonly TaskCompletionSource<LeaveReceipt?> _receipt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<Error?> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The decision on the instance as it was last described: null when accepted, else why not. Read by the loop alone.</summary>
    public Task<Error?> WhenDecided => _decided.Task;

    /// <summary>The receipt for its leave, if one was asked for; null when the connection was lost before it came.</summary>
    public Task<LeaveReceipt?> WhenReceipted => _receipt.Task;

    public Task WhenReplaced => _replaced.Task;

    /// <summary>Taken out, or lost to another.</summary>
    public Task WhenOver => _over.Task;

    /// <summary>The instance is described anew, and a new decision is due; whoever waits for the last one waits for this.</summary>
    public void Ask()
    {
        if (_decided.Task.IsCompleted) _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>There will be no decision for a long time: the registry does not let this process in.</summary>
    public void Bar(Error why) => _decided.TrySetResult(why);

    public void Receipt(Departed? departed) => _receipt.TrySetResult(departed is null ? null : LeaveReceipt.Of(departed));

    public void Publish(Intent intent)
    {
        switch (intent.State)
        {
            case IntentState.Accepted:
                _decided.TrySetResult(null);
                break;
            case IntentState.Refused:
                _decided.TrySetResult(intent.Error);
                break;
            case IntentState.Replaced:
                _decided.TrySetResult(Errors.Of(ErrorCode.Conflict, $"Another process holds id '{intent.Id}' of '{intent.Service}'. Give each process its own id."));
                _replaced.TrySetResult();
                _over.TrySetResult();
                break;
            case IntentState.Gone:
                _decided.TrySetResult(Errors.Of(ErrorCode.Unavailable, $"Instance '{intent.Id}' of '{intent.Service}' was taken back before the registry had decided."));
                _over.TrySetResult();
                break;
        }
    }
}
