using System.Threading.Channels;
using Google.Protobuf;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Client.Sessions;

/// <summary>One connection to a registry: dials, then carries frames both ways until either side ends it.</summary>
/// <remarks>Tells its loop what happens through <paramref name="tell"/>; the last thing it tells is that it is over.</remarks>
internal sealed class RegistryLink(ICarrierDialer dialer, string address, Func<RegistryLink, LinkNews, ValueTask> tell, Func<string> token, TimeProvider clock)
{
    private const int Unsent = 1024;   // frames; full: the registry does not read, and the link is given up

    private static readonly TimeSpan DialWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FlushWithin = TimeSpan.FromSeconds(2);

    private readonly Channel<Up> _outgoing = Channel.CreateBounded<Up>(new BoundedChannelOptions(Unsent) { SingleReader = true });

    public string Address => address;

    /// <summary>Queues a frame; false when the registry takes nothing any more.</summary>
    public bool TrySend(Up frame) => _outgoing.Writer.TryWrite(frame);

    /// <summary>Sends what is queued, then closes.</summary>
    public void HangUp() => _outgoing.Writer.TryComplete();

    /// <summary>Never throws: every end is told.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        string why;
        try
        {
            why = await CarryAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is CarrierLostException or OperationCanceledException or InvalidProtocolBufferException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            why = lost is OperationCanceledException && !stopping.IsCancellationRequested ? $"no answer within {DialWithin.TotalSeconds:0} s" : lost.Message;
        }

        _outgoing.Writer.TryComplete();
        await tell(this, new LinkNews.Over(why.Contains(address, StringComparison.Ordinal) ? why : $"{address}: {why}")).ConfigureAwait(false);
    }

    private async Task<string> CarryAsync(CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(DialWithin, clock);
        using var dialing = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
        var carrier = await dialer.DialAsync(address, dialing.Token).ConfigureAwait(false);
        patience.CancelAfter(Timeout.InfiniteTimeSpan);

        await using (carrier.ConfigureAwait(false))
        {
            await tell(this, new LinkNews.Opened(token())).ConfigureAwait(false);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var reading = ReadAsync(carrier, ending.Token);
            var writing = WriteAsync(carrier, ending.Token);

            var first = await Task.WhenAny(reading, writing).ConfigureAwait(false);
            _outgoing.Writer.TryComplete();   // a writer that has nothing to say would not notice the end
            await ending.CancelAsync().ConfigureAwait(false);
            Task second = first == reading ? writing : reading;
            await second.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // the first end is the reason
            return await first.ConfigureAwait(false);
        }
    }

    private async Task<string> ReadAsync(ICarrier carrier, CancellationToken cancel)
    {
        while (await carrier.ReceiveAsync(cancel).ConfigureAwait(false) is { } message)
            await tell(this, new LinkNews.Heard(Down.Parser.ParseFrom(message.Span))).ConfigureAwait(false);
        return "the registry closed the connection";
    }

    private async Task<string> WriteAsync(ICarrier carrier, CancellationToken cancel)
    {
        await foreach (var frame in _outgoing.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            using var patience = new CancellationTokenSource(_outgoing.Reader.Completion.IsCompleted ? FlushWithin : Pulse.Silence, clock);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
            await carrier.SendAsync(frame.ToByteArray(), limit.Token).ConfigureAwait(false);
        }

        return "closed by us";
    }
}

/// <summary>What a link tells its loop. Closed set.</summary>
internal abstract record LinkNews
{
    /// <param name="Token">To be shown on it.</param>
    public sealed record Opened(string Token) : LinkNews
    {
        public override string ToString() => nameof(Opened);   // a token is never printed
    }

    public sealed record Heard(Down Frame) : LinkNews;

    public sealed record Over(string Why) : LinkNews;
}
