using System.Collections.Concurrent;

namespace Muster.Rpc;

/// <summary>Opens conversations over lean frames, and over gRPC where the way to the registry lets only that pass.</summary>
/// <remarks>
/// An address that took gRPC after it did not answer the lean mark is dialled so for <see cref="Remembered"/>, or until
/// that fails: then both are tried again. An address where nobody is reached is never remembered.
/// </remarks>
public sealed class CarrierDialer : ICarrierDialer
{
    /// <summary>How long it is remembered that an address takes gRPC alone.</summary>
    internal static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly LeanDial _lean;
    private readonly GrpcCarrierDialer _grpc;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, long> _grpcAlone = new();   // since when, by address

    /// <summary>A dialer for registries that are reached in this way.</summary>
    public CarrierDialer(RpcChannelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_lean, _grpc, _time) = (new(options), new(options), options.Time);
    }

    /// <inheritdoc/>
    public async ValueTask<ICarrier> DialAsync(string address, CancellationToken cancel)
    {
        var remembered = _grpcAlone.TryGetValue(address, out var since) && _time.GetElapsedTime(since) < Remembered;
        if (!remembered && await _lean.TryAsync(address, cancel).ConfigureAwait(false) is { } lean)
        {
            _grpcAlone.TryRemove(address, out _);
            return lean;
        }

        try
        {
            var grpc = await _grpc.DialAsync(address, cancel).ConfigureAwait(false);
            if (!remembered)
                _grpcAlone[address] = _time.GetTimestamp();
            return grpc;
        }
        catch (CarrierLostException)
        {
            _grpcAlone.TryRemove(address, out _);
            throw;
        }
    }
}
