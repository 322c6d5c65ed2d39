namespace Muster.Rpc;

/// <summary>One conversation's way to its peer: whole messages, in order, both ways.</summary>
/// <remarks>
/// The conversation is written against this seam and knows nothing of HTTP/2 or sockets. A carrier has one
/// sender and one receiver at a time; the two may run in parallel. Disposing ends the conversation for both sides.
/// </remarks>
public interface ICarrier : IAsyncDisposable
{
    /// <summary>The peer's address, for people: <c>10.0.0.7:50412</c>.</summary>
    string Peer { get; }

    /// <summary>
    /// Hands one encoded message to the transport. The bytes are only read, so the same buffer may be sent on many
    /// carriers; they must not change until the call completes. Waits while the transport is full.
    /// </summary>
    /// <exception cref="CarrierLostException">The peer is gone or has ended the conversation.</exception>
    ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancel);

    /// <summary>As <see cref="SendAsync"/>, with several messages one after another, which the transport may take together.</summary>
    /// <exception cref="CarrierLostException">The peer is gone or has ended the conversation.</exception>
    async ValueTask SendAllAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancel)
    {
        for (var at = 0; at < messages.Count; at++)
            await SendAsync(messages[at], cancel).ConfigureAwait(false);
    }

    /// <summary>
    /// Waits for the next message; null when the peer has ended the conversation in good order. The bytes are valid
    /// until the next call.
    /// </summary>
    /// <exception cref="CarrierLostException">The connection broke, or the peer ended the conversation with an error.</exception>
    ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancel);
}
