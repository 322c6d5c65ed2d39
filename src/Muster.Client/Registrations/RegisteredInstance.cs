using Muster.Client.Registrations;
using Muster.Client.Sessions;
using Muster.Protocol;

namespace Muster.Client;

/// <summary>An instance that this process keeps registered, through every loss of connection, until it is disposed.</summary>
public sealed class RegisteredInstance : IAsyncDisposable
{
    /// <summary>How long a goodbye waits for the registry's answer.</summary>
    private static readonly TimeSpan GoodbyeWithin = TimeSpan.FromSeconds(2);

    private readonly ClientLoop _loop;
    private readonly Intent _intent;
    private readonly TimeProvider _clock;
    private readonly Action<RegisteredInstance> _left;

    /// <param name="decided">The registry's decision on the instance as it is described now.</param>
    /// <param name="left">Called when it has left for certain.</param>
    internal RegisteredInstance(ClientLoop loop, Intent intent, Task<Error?> decided, TimeProvider clock, Action<RegisteredInstance> left)
    {
        (_loop, _intent, _clock, _left) = (loop, intent, clock, left);
        WhenDecided = decided;
    }

    /// <summary>The service that it answers.</summary>
    public string Service => _intent.Service;

    /// <summary>Its id within the service.</summary>
    public string Id => _intent.Id;

    /// <summary>The registry's count of claims to this id.</summary>
    public ulong Incarnation => _intent.Incarnation;

    internal IntentState State => _intent.State;

    /// <summary>Completes when another process has taken over the id. This process then stays out for good.</summary>
    public Task Replaced => _intent.Settled.WhenReplaced;

    /// <summary>The registry's decision on the instance as it was described: null when accepted, else why not.</summary>
    internal Task<Error?> WhenDecided { get; }

    /// <summary>Completes when it is taken out, or lost to another.</summary>
    internal Task WhenOver => _intent.Settled.WhenOver;

    /// <summary>
    /// Says goodbye and waits until every consumer that says which list it uses, uses one without this instance, or the
    /// time is over. Null when no receipt came: the registry is away or older, or another process holds the id.
    /// </summary>
    public async Task<LeaveReceipt?> LeaveAsync(TimeSpan within, CancellationToken cancel = default)
    {
        try
        {
            return await ReceiptAsync(within).WaitAsync(within + GoodbyeWithin, _clock, cancel).ConfigureAwait(false);
        }
        catch (Exception away) when (away is TimeoutException or System.Threading.Channels.ChannelClosedException)
        {
            return null;   // the registry is gone, or the client has ended: silence says the same, only later
        }
        finally
        {
            if (WhenOver.IsCompleted) _left(this);
        }
    }

    /// <summary>
    /// Says that the instance answers, but worse than it should, so that consumers prefer others, until <see cref="SayServingAsync"/>.
    /// Every registry that this process speaks to is told; no wait for an answer.
    /// </summary>
    /// <param name="reason">Why, for people; at most 200 characters are told.</param>
    public Task SayDegradedAsync(string reason, CancellationToken cancel = default) => SayAsync(reason, cancel);

    /// <summary>Says that the instance answers as it should, as it does when it is registered.</summary>
    public Task SayServingAsync(CancellationToken cancel = default) => SayAsync(degraded: null, cancel);

    /// <summary>Says goodbye: consumers hear of it within a second. Without a registry, it is enough to stop.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await GoodbyeAsync().WaitAsync(GoodbyeWithin, _clock).ConfigureAwait(false);
        }
        catch (Exception away) when (away is TimeoutException or System.Threading.Channels.ChannelClosedException)
        {
            // The registry is gone, or the client has ended: silence says the same, only later.
        }

        if (WhenOver.IsCompleted) _left(this);
    }

    private async Task<LeaveReceipt?> ReceiptAsync(TimeSpan within)
    {
        await SayGoodbyeAsync(within).ConfigureAwait(false);
        var receipt = _intent.Settled.WhenReceipted;
        var first = await Task.WhenAny(receipt, Replaced).ConfigureAwait(false);
        return first == receipt ? await receipt.ConfigureAwait(false) : null;
    }

    private async Task GoodbyeAsync()
    {
        await SayGoodbyeAsync(TimeSpan.Zero).ConfigureAwait(false);
        if (_loop.Standing.State is ConnectionState.Connected) await WhenOver.ConfigureAwait(false);
    }

    private Task<bool> SayGoodbyeAsync(TimeSpan receiptWithin) => _loop.DoAsync((conversation, _) =>
    {
        conversation.Leave(_intent, receiptWithin);
        return true;
    }, CancellationToken.None);

    /// <param name="degraded">Why it does worse than it should; null: it does not.</param>
    internal async Task SayAsync(string? degraded, CancellationToken cancel)
    {
        try
        {
            await _loop.DoAsync((conversation, _) =>
            {
                conversation.Judge(_intent, degraded);
                return true;
            }, cancel).ConfigureAwait(false);
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            // The client has ended: nobody is left to be told.
        }
    }
}
