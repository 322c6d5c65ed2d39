namespace Muster.Rpc;

/// <summary>The client's end of a conversation over gRPC. Owns its call and its channel.</summary>
internal sealed class GrpcCarrier(RpcChannel channel, RpcCall call, string address, TimeProvider time) : ICarrier
{
    /// <summary>How long a parting carrier waits for the registry to have read its last messages.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly ContiguousMessage _received = new();
    private readonly SemaphoreSlim _receiving = new(1, 1);
    private int _disposed;

    public string Peer => address;

    public async Task OpenedAsync(CancellationToken cancel)
    {
        try
        {
            await call.OpenedAsync(cancel).ConfigureAwait(false);
        }
        catch (RpcException failure)
        {
            throw new CarrierLostException($"The registry at {address} cannot be reached: {failure.Message}", failure);
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        try
        {
            await call.SendAsync(message, cancel).ConfigureAwait(false);
        }
        catch (RpcException failure)
        {
            throw Lost(failure);
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancel)
    {
        await _receiving.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (Volatile.Read(ref _disposed) != 0)
                throw new CarrierLostException($"The conversation with {address} was closed on this side.");

            _received.GiveBack();
            return _received.Of(await call.ReceiveAsync(cancel).ConfigureAwait(false));
        }
        catch (RpcException failure)
        {
            throw Lost(failure);
        }
        finally
        {
            _receiving.Release();
        }
    }

    /// <summary>Ends the conversation in good order: the registry reads all that was sent, then the end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        // A pending receive is not cut off: it sees the registry end the conversation too, or the abandoning below.
        call.Complete();
        await DrainAsync().ConfigureAwait(false);
        await AbandonAsync().ConfigureAwait(false);
    }

    /// <summary>Ends the conversation at once.</summary>
    public async ValueTask AbandonAsync()
    {
        await call.DisposeAsync().ConfigureAwait(false);
        channel.Dispose();
    }

    /// <summary>Reads past what still comes, until the registry has ended its side or patience is over.</summary>
    private async Task DrainAsync()
    {
        using var patience = new CancellationTokenSource(Farewell, time);
        var mine = false;
        try
        {
            await _receiving.WaitAsync(patience.Token).ConfigureAwait(false);
            mine = true;
            while (await call.ReceiveAsync(patience.Token).ConfigureAwait(false) is not null)
            {
            }
        }
        catch (Exception ended) when (ended is RpcException or OperationCanceledException)
        {
            // The registry is gone, or takes too long: the reset that follows tells it the rest.
        }
        finally
        {
            if (mine)
                _receiving.Release();
        }
    }

    private CarrierLostException Lost(RpcException failure) =>
        new($"The conversation with {address} broke: {failure.Code}, {failure.Message}", failure);
}
