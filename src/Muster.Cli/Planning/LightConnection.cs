using System.Threading.Channels;
using Google.Protobuf;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Cli.Planning;

/// <summary>One conversation with a registry and nothing around it: a consumer that only counts what it is sent, or a provider that waits for its answers.</summary>
/// <remarks>Its one reader writes the counts; whoever waits reads them. A conversation that breaks makes <see cref="Broken"/> tell why.</remarks>
internal sealed class LightConnection : IAsyncDisposable
{
    private static readonly ReadOnlyMemory<byte> Pong = new Up { Pong = new Pong() }.ToByteArray();

    private readonly ICarrier _carrier;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Channel<int> _answers = Channel.CreateUnbounded<int>();   // one for each frame that asked
    private readonly Task _reading;
    private long _pushes, _bytes, _bytesBefore, _knownAt;
    private ulong _sequence;
    private bool _isWhole;   // the last push; the reader's own

    private LightConnection(ICarrier carrier, TimeProvider time)
    {
        (_carrier, _time) = (carrier, time);
        _reading = ReadAsync();
    }

    public long Pushes => Interlocked.Read(ref _pushes);

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Of the last push alone.</summary>
    public long LastBytes => Interlocked.Read(ref _bytes) - Interlocked.Read(ref _bytesBefore);

    /// <summary>Of the newest list that came.</summary>
    public ulong Sequence => Volatile.Read(ref _sequence);

    /// <summary>When it came, by <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long KnownAt => Interlocked.Read(ref _knownAt);

    public Exception? Broken => _reading.Exception?.InnerException;

    public static async Task<LightConnection> OpenAsync(ICarrierDialer dialer, string address, TimeProvider time, CancellationToken cancel)
    {
        var carrier = await dialer.DialAsync(address, cancel);
        var connection = new LightConnection(carrier, time);
        await connection.AskAsync(new Up { Hello = new Hello { Protocol = 1, Client = "muster plan", Namespace = "default" } }, cancel);
        return connection;
    }

    /// <summary>Follows services; the pushes that answer it are counted as any other.</summary>
    public ValueTask FollowAsync(IEnumerable<string> services, CancellationToken cancel) =>
        SendAsync(new Up { Subscribe = new Subscribe { Subscriptions = { services.Select(service => new Subscription { Service = service }) } } }.ToByteArray(), cancel);

    /// <summary>Sends what the registry answers, and waits for that.</summary>
    public async Task AskAsync(Up frame, CancellationToken cancel)
    {
        await SendAsync(frame.ToByteArray(), cancel);
        await AnsweredAsync(1, cancel);
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancel)
    {
        await _sending.WaitAsync(cancel);
        try
        {
            await _carrier.SendAsync(frame, cancel);
        }
        finally
        {
            _sending.Release();
        }
    }

    public async Task AnsweredAsync(int frames, CancellationToken cancel)
    {
        for (var i = 0; i < frames; i++) await _answers.Reader.ReadAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _carrier.DisposeAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _sending.Dispose();
    }

    private async Task ReadAsync()
    {
        await Task.Yield();
        try
        {
            while (await _carrier.ReceiveAsync(CancellationToken.None) is { } message)
            {
                var frame = PushFrame.Of(message.Span);
                if (frame.IsPing) await SendAsync(Pong, CancellationToken.None);
                else if (frame.IsList) Count(frame, message.Length);
                else _answers.Writer.TryWrite(0);
            }

            _answers.Writer.TryComplete(new CarrierLostException("The registry ended the conversation."));
        }
        catch (Exception broken)
        {
            _answers.Writer.TryComplete(broken);
            throw;
        }
    }

    private void Count(PushFrame frame, int bytes)
    {
        if (_isWhole) Interlocked.Exchange(ref _bytesBefore, _bytes);
        Interlocked.Add(ref _bytes, bytes);
        _isWhole = frame.IsPush;
        if (!_isWhole) return;
        Interlocked.Increment(ref _pushes);
        Interlocked.Exchange(ref _knownAt, _time.GetTimestamp());
        Volatile.Write(ref _sequence, frame.Sequence);
    }
}
