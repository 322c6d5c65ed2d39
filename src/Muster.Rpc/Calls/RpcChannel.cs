using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace Muster.Rpc;

/// <summary>Calls to one peer, over as many HTTP/2 connections as its limit of streams asks for.</summary>
/// <remarks>
/// Connections are pinged while calls are open on them: a peer that hangs is found out after
/// <see cref="HttpTransport.PingAfter"/> + <see cref="HttpTransport.PingTimeout"/>, and every call on the connection then
/// ends with <see cref="RpcStatusCode.Unavailable"/>. Disposing ends all calls.
/// </remarks>
public sealed class RpcChannel : IDisposable
{
    private readonly Uri _address;
    private readonly RpcChannelOptions _options;
    private readonly HttpMessageInvoker _http;

    /// <summary>A channel to <c>host:port</c>, <c>http://host:port</c> or <c>https://host:port</c>; connects at the first call.</summary>
    /// <exception cref="ArgumentException">The address is none of these, or contradicts the options.</exception>
    public RpcChannel(string address, RpcChannelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _address = RpcAddress.Parse(address, options.Tls is not null);
        _options = options;
        _http = HttpTransport.Create(options);
    }

    /// <summary>One request, one answer.</summary>
    /// <exception cref="RpcException">The call ended with a status other than OK.</exception>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        RpcMethod<TRequest, TResponse> method, TRequest request, RpcCallOptions options, CancellationToken cancel)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var stream = Open(method, options, cancel);
        await using var _ = stream.ConfigureAwait(false);
        await SendOnlyAsync(stream, request, cancel).ConfigureAwait(false);

        var answer = await stream.ReadAsync(cancel).ConfigureAwait(false)
            ?? throw new RpcException(RpcStatusCode.Internal, "The call ended with OK and without an answer.");
        if (await stream.ReadAsync(cancel).ConfigureAwait(false) is not null)
            throw new RpcException(RpcStatusCode.Internal, "The peer answered twice where one answer is due.");

        return answer;
    }

    /// <summary>One request, any number of answers.</summary>
    /// <exception cref="RpcException">The call ended with a status other than OK.</exception>
    public async IAsyncEnumerable<TResponse> StreamAsync<TRequest, TResponse>(
        RpcMethod<TRequest, TResponse> method, TRequest request, RpcCallOptions options, [EnumeratorCancellation] CancellationToken cancel)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var stream = Open(method, options, cancel);
        await using var _ = stream.ConfigureAwait(false);
        await SendOnlyAsync(stream, request, cancel).ConfigureAwait(false);

        while (await stream.ReadAsync(cancel).ConfigureAwait(false) is { } answer)
            yield return answer;
    }

    /// <summary>Opens a call that streams in either direction or both.</summary>
    public StreamingCall<TRequest, TResponse> Open<TRequest, TResponse>(
        RpcMethod<TRequest, TResponse> method, RpcCallOptions options, CancellationToken cancel)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(method);
        return new(Start(method.Path, options, cancel), method);
    }

    /// <summary>Ends all calls and closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    internal RpcCall Start(string path, RpcCallOptions options, CancellationToken cancel) =>
        new(_http, new(_address, path), options, _options, cancel);

    private static async Task SendOnlyAsync<TRequest, TResponse>(
        StreamingCall<TRequest, TResponse> stream, TRequest request, CancellationToken cancel)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        try
        {
            await stream.WriteAsync(request, cancel).ConfigureAwait(false);
        }
        catch (RpcException)
        {
            // The peer has ended the call, or the connection broke: reading tells which, and with what status.
        }

        stream.Complete();
    }
}
