namespace Muster.Rpc;

/// <summary>Opens conversations with registries.</summary>
public interface ICarrierDialer
{
    /// <summary>
    /// Opens a conversation with the registry at <c>host:port</c>, <c>http://host:port</c> or <c>https://host:port</c>,
    /// over a fresh connection. Completes when the connection stands; whether the registry wants to talk is told by the
    /// first receive.
    /// </summary>
    /// <exception cref="CarrierLostException">The registry cannot be reached.</exception>
    /// <exception cref="ArgumentException">The address is none of these forms.</exception>
    ValueTask<ICarrier> DialAsync(string address, CancellationToken cancel);
}
