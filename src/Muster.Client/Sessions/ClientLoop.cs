using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Muster.Client.Instructions;
using Muster.Client.Lists;
using Muster.Client.Registrations;
using Muster.Client.Snapshots;
using Muster.Client.Telemetry;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Client.Sessions;

/// <summary>Runs one <see cref="Conversation"/>: the only one who steps it, and who performs what it asks.</summary>
/// <remarks>
/// Commands, links and the timer write into one bounded inbox; when it is full they wait. Readers see the
/// <see cref="ServiceCache"/>. The loop owns the links and the snapshot writer, and awaits them when it stops.
/// </remarks>
internal sealed partial class ClientLoop
{
    private const int Inbox = 4096;

    private readonly Channel<Action<TimeSpan>> _inbox = Channel.CreateBounded<Action<TimeSpan>>(new BoundedChannelOptions(Inbox) { SingleReader = true });
    private readonly Conversation _conversation;
    private readonly ICarrierDialer _dialer;
    private readonly SnapshotWriter _snapshots;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly long _started;
    private readonly HashSet<Task> _running = [];
    private readonly TaskCompletionSource<string> _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RegistryLink? _link;
    private readonly TaskCompletionSource _rejected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ClientStanding _standing = ClientStanding.AtStart;
    private bool _wasConnected;

    public ClientLoop(Func<TimeSpan, Conversation> converse, ICarrierDialer dialer, SnapshotWriter snapshots, TimeProvider clock, ILogger logger)
    {
        (_dialer, _snapshots, _clock, _logger) = (dialer, snapshots, clock, logger);
        _started = clock.GetTimestamp();
        _conversation = converse(TimeSpan.Zero);
        Instructions = new InstructionHandlers(clock, logger);
        _timer = clock.CreateTimer(_ => _inbox.Writer.TryWrite(_conversation.OnTick), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The credential of a connection that begins now; read outside the loop.</summary>
    public required Func<string> Token { get; init; }

    public ServiceCache Cache { get; } = new();

    public InstructionHandlers Instructions { get; }

    public ClientStanding Standing => _standing;

    /// <summary>Completes when the registry does not let this process in, for the first time or for good.</summary>
    public Task Rejected => _rejected.Task;

    /// <summary>Time since the client started.</summary>
    public TimeSpan Now => _clock.GetElapsedTime(_started);

    /// <summary>Where the first registry that was reached sees this process; never completes without one.</summary>
    public Task<string> WhenSeen => _seen.Task;

    /// <summary>Steps the conversation in its turn and answers what came of it. Cancelling gives up the wait, not the step.</summary>
    public async Task<T> DoAsync<T>(Func<Conversation, TimeSpan, T> step, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _inbox.Writer.WriteAsync(now => done.SetResult(step(_conversation, now)), cancel).ConfigureAwait(false);
        return await done.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>A service that is followed no more.</summary>
    public void Forget(string service)
    {
        Cache.Remove(service);
        _snapshots.Forget(service);
    }

    /// <summary>Runs until stopped. An exception here is a bug in the conversation and ends the client.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var saving = _snapshots.RunAsync(ending.Token);
        try
        {
            await foreach (var step in _inbox.Reader.ReadAllAsync(stopping).ConfigureAwait(false))
            {
                step(Now);
                foreach (var output in _conversation.TakeOutputs()) Perform(output, ending.Token);
                Rearm();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Log.Stopped(_logger);
        }
        finally
        {
            _link?.HangUp();
            _inbox.Writer.TryComplete();
            while (_inbox.Reader.TryRead(out var step)) step(Now);   // nobody is left waiting; what it asks for is not performed
            _standing = new ClientStanding(ConnectionState.Disconnected, "the client has ended", Now);
            Cache.End();
            await _timer.DisposeAsync().ConfigureAwait(false);
            await ending.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll([.. _running, saving]).ConfigureAwait(false);
        }
    }

    private void Rearm()
    {
        var next = _conversation.NextDeadline;
        if (next == TimeSpan.MaxValue) return;
        var wait = next - Now;
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Perform(ConversationOutput output, CancellationToken stopping)
    {
        switch (output)
        {
            case ConversationOutput.Dial dial:
                _link = new RegistryLink(_dialer, dial.Address, (link, news) => PostAsync(now => Hear(link, news, now)), Token, _clock);
                Keep(_link.RunAsync(stopping));
                break;
            case ConversationOutput.Obey obey:
                Keep(Instructions.ObeyAsync(obey.Instruction, result => PostAsync(_ => _conversation.Instructions.Done(result)), stopping));
                break;
            case ConversationOutput.Send send: Send(send.Frame); break;
            case ConversationOutput.HangUp:
                _link?.HangUp();
                _link = null;
                break;
            case ConversationOutput.ListChanged changed: Show(changed.Change); break;
            case ConversationOutput.RegistrationChanged { Intent: var intent }: Tell(intent); break;
            case ConversationOutput.StateChanged change:
                if (change.State is ConnectionState.Connected) _seen.TrySetResult(_conversation.SeenAddress);
                Stand(new ClientStanding(change.State, change.Why, Now));
                break;
            case ConversationOutput.Trouble trouble:
                Log.Trouble(_logger, trouble.Error.Message);
                Cache.Refuse(trouble.Service, trouble.Error);
                break;
        }
    }

    private void Keep(Task running)
    {
        _running.RemoveWhere(task => task.IsCompleted);
        _running.Add(running);
    }

    private void Show(ServiceChange change)
    {
        var (list, cached) = (change.List, Cache.Add(change.List.Service));
        var action = GuardActions.Of(cached.Current, change);
        cached.Publish(change);
        _snapshots.Note(list);
        ClientMeter.Changed(change);
        Log.ListChanged(_logger, list.Service, list.Count, change.Changes.Count, list.Revision);
        if (action is GuardAction.None) return;

        ClientMeter.Guarded(list.Service, action);
        if (action is GuardAction.Held) Log.Held(_logger, list.Service, list.Count, ShrinkGuard.Confirmation.TotalSeconds);
        else if (action is GuardAction.Confirmed) Log.LossConfirmed(_logger, list.Service, list.Count);
        else Log.Recovered(_logger, list.Service, list.Count);
    }

    private void Stand(ClientStanding standing)
    {
        _standing = standing;
        _snapshots.Connected(standing.State is ConnectionState.Connected);
        switch (standing.State)
        {
            case ConnectionState.Connected:
                Log.Connected(_logger, _link?.Address ?? "", standing.Why);
                if (_wasConnected) ClientMeter.Reconnected();
                _wasConnected = true;
                break;
            case ConnectionState.Disconnected:
                Log.Disconnected(_logger, standing.Why.TrimEnd('.'));
                break;
            case ConnectionState.Refused:
                Log.NotLetIn(_logger, standing.Why, Backoff.Barred.TotalSeconds);
                _rejected.TrySetResult();
                break;
            case ConnectionState.Rejected:
                Log.Rejected(_logger, standing.Why);
                _rejected.TrySetResult();
                break;
        }
    }

    private void Send(Up frame)
    {
        if (_link is null || _link.TrySend(frame)) return;
        _link.HangUp();
        _link = null;
        _conversation.OnLost("the registry does not read", Now);   // its outputs are performed with the next step
        _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Tell(Intent intent)
    {
        intent.Settled.Publish(intent);
        switch (intent.State)
        {
            case IntentState.Accepted when intent.Quarantined.Length > 0: Log.Quarantined(_logger, intent.Id, intent.Service, intent.Quarantined); break;
            case IntentState.Accepted: Log.Registered(_logger, intent.Id, intent.Service, intent.Incarnation); break;
            case IntentState.Wanted: Log.Buried(_logger, intent.Id, intent.Service); break;
            case IntentState.Refused: Log.Refused(_logger, intent.Id, intent.Service, intent.Error?.Message ?? ""); break;
            case IntentState.Replaced: Log.Replaced(_logger, intent.Id, intent.Service); break;
        }
    }

    /// <summary>Waits for room in the inbox; what comes after the loop has ended concerns nobody.</summary>
    private async ValueTask PostAsync(Action<TimeSpan> step)
    {
        try
        {
            await _inbox.Writer.WriteAsync(step).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            Log.Stopped(_logger);
        }
    }

    private void Hear(RegistryLink link, LinkNews news, TimeSpan now)
    {
        if (link != _link) return;   // of a connection that was given up

        switch (news)
        {
            case LinkNews.Opened opened:
                _conversation.OnOpened(now, opened.Token);
                break;
            case LinkNews.Heard heard:
                _conversation.OnFrame(heard.Frame, now);
                break;
            case LinkNews.Over over:
                _link = null;
                Log.LinkOver(_logger, over.Why);
                _conversation.OnLost(over.Why, now);
                break;
        }
    }
}
