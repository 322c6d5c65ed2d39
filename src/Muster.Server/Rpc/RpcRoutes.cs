using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Muster.Rpc;

namespace Muster.Server.Rpc;

/// <summary>Which method is answered by whom. Filled before the node starts; only read after that.</summary>
internal sealed class RpcRoutes
{
    private readonly Dictionary<string, RpcHandler> _handlers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    /// <summary>The largest message accepted, in bytes.</summary>
    public int MaxMessageSize { get; init; } = MessageFrame.DefaultMaxMessageSize;

    /// <summary>Whether the head of a call says who calls. Of a stranger's messages only so much is read as <see cref="MessageFrame.StrangersMaxMessageSize"/>.</summary>
    public Func<HttpRequest, bool> Knows { get; init; } = static _ => true;

    /// <summary>Why a stranger is not answered, by the head of his call.</summary>
    public Func<HttpRequest, RpcException?> Refuse { get; init; } = static _ => null;

    /// <summary>A call was called off before anybody had begun to work on it: whether the connection of that address stays.</summary>
    public Func<IPAddress?, bool> MayGoOn { get; init; } = static _ => true;

    /// <summary>The method answers strangers, too: it asks nobody who he is, or learns it by a message.</summary>
    public void Open(string path) => _open.Add(path);

    /// <summary>One request, one answer.</summary>
    public void MapUnary<TRequest, TResponse>(
        RpcMethod<TRequest, TResponse> method,
        Func<TRequest, RpcServerCall, CancellationToken, Task<TResponse>> answer)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        _handlers.Add(method.Path, async call =>
        {
            var request = await call.ReadOnlyMessageAsync(method.RequestParser);
            await call.WriteAsync(await answer(request, call, call.Cancelled));
        });

    /// <summary>One request, one answer whose bytes many share.</summary>
    public void MapEncoded<TRequest, TResponse>(RpcMethod<TRequest, TResponse> method, Func<TRequest, RpcServerCall, ReadOnlyMemory<byte>> answer)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        _handlers.Add(method.Path, async call => await call.WriteAsync(answer(await call.ReadOnlyMessageAsync(method.RequestParser), call)));

    /// <summary>One request, many answers.</summary>
    public void MapServerStream<TRequest, TResponse>(
        RpcMethod<TRequest, TResponse> method,
        Func<TRequest, RpcServerCall, CancellationToken, IAsyncEnumerable<TResponse>> answer)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        _handlers.Add(method.Path, async call =>
        {
            var request = await call.ReadOnlyMessageAsync(method.RequestParser);
            await call.WriteAllAsync(answer(request, call, call.Cancelled));
        });

    /// <summary>Many requests, one answer.</summary>
    public void MapClientStream<TRequest, TResponse>(
        RpcMethod<TRequest, TResponse> method,
        Func<IAsyncEnumerable<TRequest>, RpcServerCall, CancellationToken, Task<TResponse>> answer)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        _handlers.Add(method.Path, async call =>
        {
            call.AllowLongRequest();
            await call.WriteAsync(await answer(call.ReadAllAsync(method.RequestParser), call, call.Cancelled));
        });

    /// <summary>Many requests, many answers, in any order.</summary>
    public void MapBidirectional<TRequest, TResponse>(
        RpcMethod<TRequest, TResponse> method,
        Func<IAsyncEnumerable<TRequest>, RpcServerCall, CancellationToken, IAsyncEnumerable<TResponse>> answer)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        _handlers.Add(method.Path, async call =>
        {
            call.AllowLongRequest();
            await call.WriteAllAsync(answer(call.ReadAllAsync(method.RequestParser), call, call.Cancelled));
        });

    /// <summary>
    /// Messages as bytes, both ways: for conversations, and for whatever shares one encoding among many streams. The
    /// handler returns when the call is over, after its own sends and receives have ended; <see cref="RpcException"/>
    /// sets the status. The caller learns at once that the call is accepted.
    /// </summary>
    public void MapCarrier(string path, Func<ICarrier, HttpContext, CancellationToken, Task> converse) =>
        _handlers.Add(path, async call =>
        {
            call.AllowLongRequest();
            await call.Http.Response.BodyWriter.FlushAsync(call.Cancelled);
            await using var carrier = new GrpcServerCarrier(call.Http, call.Requests, MaxMessageSize);
            await converse(carrier, call.Http, call.Cancelled);
        });

    /// <summary>The largest message that is read of a call; its head alone is there yet.</summary>
    internal int LimitOf(HttpRequest request) => Knows(request) ? MaxMessageSize : Math.Min(MaxMessageSize, MessageFrame.StrangersMaxMessageSize);

    /// <summary>Null when the caller is known, or need not be.</summary>
    internal RpcException? FaultInCaller(HttpRequest request) => _open.Contains(request.Path.Value ?? "") || Knows(request) ? null : Refuse(request);

    internal RpcHandler? Find(string path) => _handlers.GetValueOrDefault(path);
}
