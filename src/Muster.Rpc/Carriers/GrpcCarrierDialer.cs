namespace Muster.Rpc;

/// <summary>Opens conversations over gRPC.</summary>
/// <remarks>Every dial makes its own connection: a new try never meets the remains of the one that failed.</remarks>
public sealed class GrpcCarrierDialer(RpcChannelOptions options) : ICarrierDialer
{
    /// <inheritdoc/>
    public async ValueTask<ICarrier> DialAsync(string address, CancellationToken cancel)
    {
        var channel = new RpcChannel(address, options);
        var carrier = new GrpcCarrier(channel, channel.Start(RegistryMethods.Connect, default, CancellationToken.None), address, options.Time);
        try
        {
            await carrier.OpenedAsync(cancel).ConfigureAwait(false);
            return carrier;
        }
        catch
        {
            await carrier.AbandonAsync().ConfigureAwait(false);
            throw;
        }
    }
}
