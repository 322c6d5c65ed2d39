using System.Runtime.CompilerServices;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Muster.Rpc;

namespace Muster.Server.Rpc;

/// <summary>One call as its handler sees it.</summary>
internal sealed class RpcServerCall : IDisposable
{
    private readonly CallLifetime _lifetime;
    private readonly CancellationTokenSource? _over;

    public RpcServerCall(HttpContext http, TimeSpan? timeout, TimeProvider time, int maxMessageSize)
    {
        Http = http;
        Cancelled = http.RequestAborted;
        Requests = new(http.Request.BodyReader, maxMessageSize);
        _lifetime = new(timeout, time, http.RequestAborted);
        if (timeout is null)
            return;   // nothing but the caller ends it: no token of its own

        _over = new();
        Cancelled = _over.Token;
        _lifetime.WhenOver(_over.Cancel);
    }

    public HttpContext Http { get; }

    /// <summary>The caller's messages. One reads at a time.</summary>
    public MessageReader Requests { get; }

    /// <summary>The caller has given up or is gone, or the deadline has passed.</summary>
    public CancellationToken Cancelled { get; }

    /// <summary>What the caller sent beside its messages.</summary>
    public RpcMetadata Metadata => field ??= ReadMetadata(Http.Request.Headers);

    /// <summary>Goes out before the first message; later additions are lost.</summary>
    public RpcMetadata ResponseHeaders { get; } = new();

    /// <summary>Goes out with status OK. A failing handler gives its own with <see cref="RpcException"/>.</summary>
    public RpcMetadata Trailers { get; } = new();

    /// <summary>Why the call is over before its handler is done; null while it is not.</summary>
    public Exception? Verdict() => _lifetime.Verdict();

    /// <summary>
    /// Lifts two limits of the web server that a quiet or long stream of requests would break: the rate at which a body
    /// must arrive, and its size. Each message keeps its own cap.
    /// </summary>
    public void AllowLongRequest()
    {
        if (Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (Http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    public async Task<T> ReadOnlyMessageAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var message = await Requests.ReadAsync(Cancelled)
            ?? throw new RpcException(RpcStatusCode.Internal, "The request ended without a message.");
        var request = parser.Decode(message);
        return await Requests.ReadAsync(Cancelled) is null
            ? request
            : throw new RpcException(RpcStatusCode.Internal, "The request has a second message where one is due.");
    }

    public async IAsyncEnumerable<T> ReadAllAsync<T>(MessageParser<T> parser, [EnumeratorCancellation] CancellationToken cancel = default)
        where T : class, IMessage<T>
    {
        while (await Requests.ReadAsync(cancel.CanBeCanceled ? cancel : Cancelled) is { } message)
            yield return parser.Decode(message);
    }

    public Task WriteAsync<T>(T message)
        where T : class, IMessage<T> => WriteAsync((ReadOnlyMemory<byte>)message.ToByteArray());

    public async Task WriteAsync(ReadOnlyMemory<byte> message)
    {
        if (!Http.Response.HasStarted)
            Http.Response.Headers.Add(ResponseHeaders);
        if (!await MessageWriter.WriteAsync(Http.Response.BodyWriter, message, Cancelled))
            throw new OperationCanceledException("The caller takes no more messages.");
    }

    public async Task WriteAllAsync<T>(IAsyncEnumerable<T> messages)
        where T : class, IMessage<T>
    {
        await foreach (var message in messages.WithCancellation(Cancelled))
            await WriteAsync(message);
    }

    public void Dispose()
    {
        _lifetime.Dispose();
        _over?.Dispose();
    }

    private static RpcMetadata ReadMetadata(IHeaderDictionary headers)
    {
        var metadata = new RpcMetadata();
        foreach (var (name, values) in headers)
            metadata.AddHeader(name, values);

        return metadata;
    }
}
