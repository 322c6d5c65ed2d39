using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace Muster.Rpc;

/// <summary>A call with any number of messages either way.</summary>
/// <remarks>One writer and one reader at a time; the two may run in parallel. Disposing gives up a call that has not ended.</remarks>
public sealed class StreamingCall<TRequest, TResponse> : IAsyncDisposable
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private readonly RpcCall _call;
    private readonly RpcMethod<TRequest, TResponse> _method;

    internal StreamingCall(RpcCall call, RpcMethod<TRequest, TResponse> method)
    {
        _call = call;
        _method = method;
    }

    /// <summary>The metadata that came with status OK; empty before the last message was read.</summary>
    public RpcMetadata Trailers => _call.Trailers;

    /// <summary>Waits for the metadata that the peer sends first.</summary>
    public Task<RpcMetadata> HeadersAsync(CancellationToken cancel) => _call.HeadersAsync(cancel);

    /// <summary>Sends one message; waits while the peer takes none.</summary>
    /// <exception cref="RpcException">The peer takes no more. Reading tells why.</exception>
    public ValueTask WriteAsync(TRequest message, CancellationToken cancel) => _call.SendAsync(message.ToByteArray(), cancel);

    /// <summary>Says that no more messages follow.</summary>
    public void Complete() => _call.Complete();

    /// <summary>The next message; null when the call ended with OK.</summary>
    /// <exception cref="RpcException">The call ended otherwise.</exception>
    public async ValueTask<TResponse?> ReadAsync(CancellationToken cancel) =>
        await _call.ReceiveAsync(cancel).ConfigureAwait(false) is { } message ? _method.ResponseParser.Decode(message) : null;

    /// <summary>All messages until the call ends.</summary>
    /// <exception cref="RpcException">The call ended with a status other than OK.</exception>
    public async IAsyncEnumerable<TResponse> ReadAllAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        while (await ReadAsync(cancel).ConfigureAwait(false) is { } message)
            yield return message;
    }

    /// <summary>Ends the call at once if it has not ended.</summary>
    public ValueTask DisposeAsync() => _call.DisposeAsync();
}
