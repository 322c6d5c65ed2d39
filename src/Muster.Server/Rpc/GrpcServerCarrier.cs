using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Muster.Rpc;

namespace Muster.Server.Rpc;

/// <summary>The node's end of a conversation over gRPC.</summary>
/// <remarks>
/// Disposing wakes a pending receive and a pending send with <see cref="CarrierLostException"/>; the client sees the end
/// when the handler returns.
/// </remarks>
internal sealed class GrpcServerCarrier(HttpContext http, MessageReader requests, int maxMessageSize) : ICarrier
{
    private readonly ContiguousMessage _received = new();
    private readonly CancellationToken _gone = http.RequestAborted;
    private volatile bool _disposed;
    private bool _begun;

    public string Peer { get; } = $"{http.Connection.RemoteIpAddress}:{http.Connection.RemotePort}";

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        if (_disposed || _gone.IsCancellationRequested)
            throw Lost();

        return FinishAsync(MessageWriter.WriteAsync(http.Response.BodyWriter, message, cancel), cancel);
    }

    public ValueTask SendAllAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancel)
    {
        if (_disposed || _gone.IsCancellationRequested)
            throw Lost();

        return FinishAsync(MessageWriter.WriteAllAsync(http.Response.BodyWriter, messages, cancel), cancel);
    }

    /// <summary>The first one is a stranger's; who receives again has let him in.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancel)
    {
        if (_disposed)
            throw Lost();

        requests.MaxMessageSize = _begun ? maxMessageSize : Math.Min(maxMessageSize, MessageFrame.StrangersMaxMessageSize);
        _begun = true;
        try
        {
            _received.GiveBack();
            return _received.Of(await requests.ReadAsync(cancel));
        }
        catch (RpcException broken)
        {
            throw new CarrierLostException($"{Peer} sent what is no message: {broken.Message}", broken);
        }
        catch (Exception broken) when (Means(broken, cancel))
        {
            throw Lost(broken);
        }
    }

    public ValueTask DisposeAsync()
    {
        _disposed = true;
        if (!_gone.IsCancellationRequested)
        {
            requests.CancelPending();
            http.Response.BodyWriter.CancelPendingFlush();
        }

        return default;
    }

    private ValueTask FinishAsync(ValueTask<bool> write, CancellationToken cancel)
    {
        if (!write.IsCompletedSuccessfully)
            return SentAsync(write, cancel);

        return write.Result ? default : throw Lost();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SentAsync(ValueTask<bool> write, CancellationToken cancel)
    {
        try
        {
            if (!await write)
                throw Lost();
        }
        catch (Exception broken) when (Means(broken, cancel))
        {
            throw Lost(broken);
        }
    }

    /// <summary>The connection's own exceptions, cancellation by the web server included, but not the caller's giving up.</summary>
    private static bool Means(Exception broken, CancellationToken cancel) =>
        broken is OperationCanceledException ? !cancel.IsCancellationRequested : broken is IOException and not CarrierLostException;

    private CarrierLostException Lost(Exception? cause = null)
    {
        var message = _disposed ? $"The conversation with {Peer} was closed on this side." : $"The connection to {Peer} broke.";
        return cause is null ? new(message) : new(message, cause);
    }
}
