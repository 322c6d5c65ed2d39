using Muster.Rpc;

namespace Muster.Server.Rpc;

/// <summary>The node's end of a conversation over lean frames.</summary>
/// <remarks>
/// Disposing wakes a pending receive and a pending send with <see cref="CarrierLostException"/>; the client sees the end
/// when <see cref="LeanPort"/> has heard of it.
/// </remarks>
internal sealed class LeanServerCarrier(LeanLine line) : ICarrier
{
    private bool _begun;

    public string Peer => line.Peer;

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancel) => line.SendAsync(message, cancel);

    public ValueTask SendAllAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancel) => line.SendAllAsync(messages, cancel);

    /// <summary>The first one is a stranger's; who receives again has let him in.</summary>
    public ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancel)
    {
        line.MaxMessageSize = _begun ? MessageFrame.DefaultMaxMessageSize : MessageFrame.StrangersMaxMessageSize;
        _begun = true;
        return line.ReceiveAsync(cancel);
    }

    public ValueTask DisposeAsync()
    {
        line.Close();
        return default;
    }
}
