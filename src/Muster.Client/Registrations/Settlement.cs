using Muster.Protocol;

namespace Muster.Client.Registrations;

/// <summary>Lets others wait for what the registry decides about an intent. Written by the client's loop.</summary>
internal sealed class Settlement
{
    private readonly TaskCompletionSource<Error?> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first decision: null when accepted, else why not.</summary>
    public Task<Error?> WhenDecided => _decided.Task;

    public Task WhenReplaced => _replaced.Task;

    /// <summary>Taken out, or lost to another.</summary>
    public Task WhenOver => _over.Task;

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
