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

    internal RegisteredInstance(ClientLoop loop, Intent intent, TimeProvider clock) => (_loop, _intent, _clock) = (loop, intent, clock);

    /// <summary>The service that it answers.</summary>
    public string Service => _intent.Service;

    /// <summary>Its id within the service.</summary>
    public string Id => _intent.Id;

    /// <summary>The registry's count of claims to this id.</summary>
    public ulong Incarnation => _intent.Incarnation;

    internal IntentState State => _intent.State;

    /// <summary>Completes when another process has taken over the id. This process then stays out for good.</summary>
    public Task Replaced => _intent.Settled.WhenReplaced;

    /// <summary>The registry's first decision: null when accepted, else why not.</summary>
    internal Task<Error?> WhenDecided => _intent.Settled.WhenDecided;

    /// <summary>Completes when it is taken out, or lost to another.</summary>
    internal Task WhenOver => _intent.Settled.WhenOver;

    /// <summary>Says goodbye: consumers hear of it within a second. Without a registry, it is enough to stop.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _loop.DoAsync((conversation, _) =>
            {
                conversation.Leave(_intent);
                return true;
            }, CancellationToken.None).ConfigureAwait(false);
            if (_loop.Standing.State is ConnectionState.Connected)
                await _intent.Settled.WhenOver.WaitAsync(GoodbyeWithin, _clock).ConfigureAwait(false);
        }
        catch (Exception away) when (away is TimeoutException or System.Threading.Channels.ChannelClosedException)
        {
            // The registry is gone, or the client has ended: silence says the same, only later.
        }
    }
}
