using System.Net;

namespace Muster.Rpc;

/// <summary>A request body that stays open: hands its stream to the call and ends when the call says so.</summary>
internal sealed class RequestBody : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The stream to write to, once the connection stands and the headers are out.</summary>
    public Task<Stream> Opened => _opened.Task;

    /// <summary>Ends the body in good order.</summary>
    public void Complete() => _completed.TrySetResult();

    /// <summary>Tells whoever waits for the stream that there will be none.</summary>
    public void Fail(Exception cause)
    {
        _opened.TrySetException(cause);
        _ = _opened.Task.Exception;   // observed: often nobody waits
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);   // the headers go now, not with the first message
        }
        catch (Exception refused)
        {
            Fail(refused);   // the peer may answer, and end the request, before there is a body
            throw;
        }

        if (!_opened.TrySetResult(stream))
            throw new IOException("The call is over, or its request went out once already and cannot be repeated.");

        await _completed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
