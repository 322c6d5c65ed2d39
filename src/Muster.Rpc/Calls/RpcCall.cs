using System.Buffers;
using System.IO.Pipelines;

namespace Muster.Rpc;

/// <summary>One call at the level of bytes: whole encoded messages both ways, then a status.</summary>
/// <remarks>
/// One sender and one receiver at a time; the two may run in parallel. The caller's token and the deadline end the
/// whole call, as disposing does: the peer gets a reset. The token of a single send or receive gives up only that one,
/// but a send given up half-way leaves the request broken.
/// </remarks>
internal sealed class RpcCall : IAsyncDisposable
{
    /// <summary>Up to here prefix and message go out in one write, as one frame of HTTP/2.</summary>
    private const int OneWrite = 16 * 1024;

    private static readonly StreamPipeReaderOptions ReaderOptions = new(useZeroByteReads: true);   // an idle call holds no buffer

    private readonly CancellationTokenSource _abort = new();
    private readonly RequestBody _body = new();
    private readonly CallLifetime _lifetime;
    private readonly Task<HttpResponseMessage> _running;
    private readonly int _maxMessageSize;
    private volatile HttpResponseMessage? _response;
    private MessageReader? _reader;

    public RpcCall(HttpMessageInvoker http, Uri uri, RpcCallOptions options, RpcChannelOptions channel, CancellationToken cancel)
    {
        _maxMessageSize = channel.MaxMessageSize;
        _lifetime = new(options.Timeout, channel.Time, cancel);
        _running = RunAsync(http, CallRequest.Create(uri, options, _body));
        _lifetime.WhenOver(Abort);
    }

    /// <summary>What ended a call that went well; empty before.</summary>
    public RpcMetadata Trailers { get; private set; } = RpcMetadata.Empty;

    /// <summary>Waits until the connection stands and the request is on its way.</summary>
    public async Task OpenedAsync(CancellationToken cancel)
    {
        try
        {
            await _body.Opened.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw Told(failure, cancel);
        }
    }

    /// <exception cref="RpcException">The request cannot go on; <see cref="ReceiveAsync"/> tells why where the peer said so.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        var whole = message.Length <= OneWrite - MessageFrame.PrefixSize;
        var buffer = ArrayPool<byte>.Shared.Rent(MessageFrame.PrefixSize + (whole ? message.Length : 0));
        try
        {
            var stream = await _body.Opened.WaitAsync(cancel).ConfigureAwait(false);
            MessageFrame.WritePrefix(buffer, message.Length);
            if (whole)
            {
                message.CopyTo(buffer.AsMemory(MessageFrame.PrefixSize));
                await stream.WriteAsync(buffer.AsMemory(0, MessageFrame.PrefixSize + message.Length), cancel).ConfigureAwait(false);
            }
            else
            {
                await stream.WriteAsync(buffer.AsMemory(0, MessageFrame.PrefixSize), cancel).ConfigureAwait(false);
                await stream.WriteAsync(message, cancel).ConfigureAwait(false);
            }

            await stream.FlushAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw Told(failure, cancel);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Says that no more messages follow.</summary>
    public void Complete() => _body.Complete();

    /// <summary>The metadata that the peer sent first.</summary>
    public async Task<RpcMetadata> HeadersAsync(CancellationToken cancel)
    {
        try
        {
            return CallOutcome.CheckHeaders(await _running.WaitAsync(cancel).ConfigureAwait(false));
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw Told(failure, cancel);
        }
    }

    /// <summary>The next message, valid until the next call; null when the call ended with OK.</summary>
    /// <exception cref="RpcException">The call ended otherwise.</exception>
    public async ValueTask<ReadOnlySequence<byte>?> ReceiveAsync(CancellationToken cancel)
    {
        try
        {
            var response = await _running.WaitAsync(cancel).ConfigureAwait(false);
            _reader ??= await OpenReaderAsync(response, cancel).ConfigureAwait(false);
            var message = await _reader.ReadAsync(cancel).ConfigureAwait(false);
            if (message is null)
                Trailers = CallOutcome.CheckTrailers(response.Headers.Contains(GrpcHeader.Status) ? response.Headers : response.TrailingHeaders);

            return message;
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw Told(failure, cancel);
        }
    }

    /// <summary>Ends the call at once if it has not ended. The memory of the last message stays valid: it is left to the collector.</summary>
    public async ValueTask DisposeAsync()
    {
        Abort();
        await ((Task)_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _response?.Dispose();
        _lifetime.Dispose();
    }

    private async Task<HttpResponseMessage> RunAsync(HttpMessageInvoker http, HttpRequestMessage request)
    {
        try
        {
            var response = await http.SendAsync(request, _abort.Token).ConfigureAwait(false);
            _response = response;
            if (response.Headers.Contains(GrpcHeader.Status))
                _body.Fail(new IOException("The peer has answered without reading the request."));
            if (_abort.IsCancellationRequested)
                response.Dispose();

            return response;
        }
        catch (Exception failure)
        {
            _body.Fail(failure);
            throw;
        }
    }

    private async Task<MessageReader> OpenReaderAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        CallOutcome.CheckHeaders(response);
        var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        return new(PipeReader.Create(stream, ReaderOptions), _maxMessageSize);
    }

    private void Abort()
    {
        _abort.Cancel();
        _reader?.CancelPending();
        _response?.Dispose();
        _body.Fail(new OperationCanceledException("The call was given up."));
        _body.Complete();
    }

    private Exception Told(Exception failure, CancellationToken cancel) =>
        failure is OperationCanceledException && cancel.IsCancellationRequested ? new OperationCanceledException(failure.Message, failure, cancel)
        : _lifetime.Verdict() is { } verdict ? verdict
        : _abort.IsCancellationRequested ? new RpcException(RpcStatusCode.Cancelled, "The call was given up.", failure)
        : new RpcException(StatusMapping.FromTransport(failure), failure.Message, failure);
}
