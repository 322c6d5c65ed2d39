using System.IO.Pipelines;

namespace Muster.Rpc;

/// <summary>The client's end of a conversation over lean frames. Owns its connection.</summary>
internal sealed class LeanCarrier : ICarrier
{
    /// <summary>How long a parting carrier waits for the registry to have read its last messages.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly Stream _connection;
    private readonly TimeProvider _time;
    private readonly LeanLine _line;
    private readonly SemaphoreSlim _receiving = new(1, 1);
    private int _disposed;

    /// <param name="connection">Both marks were said on it.</param>
    /// <param name="input">What comes on it; something may have come already.</param>
    /// <param name="address">As the client has it.</param>
    /// <param name="options">The limit and the clock.</param>
    public LeanCarrier(Stream connection, PipeReader input, string address, RpcChannelOptions options)
    {
        (_connection, _time) = (connection, options.Time);
        _line = new(new Duplex(input, PipeWriter.Create(connection, new(leaveOpen: true))), address, options.MaxMessageSize);
    }

    public string Peer => _line.Peer;

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancel) => _line.SendAsync(message, cancel);

    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancel)
    {
        await _receiving.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await _line.ReceiveAsync(cancel).ConfigureAwait(false);
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

        _line.Close();
        using var patience = new CancellationTokenSource(Farewell, _time);
        try
        {
            await _receiving.WaitAsync(patience.Token).ConfigureAwait(false);
            await _line.EndAsync("", patience.Token).ConfigureAwait(false);
            _receiving.Release();
        }
        catch (OperationCanceledException)
        {
            // A receive that cannot be woken: the connection goes from under it.
        }

        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
