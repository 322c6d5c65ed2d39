using System.Threading.Channels;
using Muster.Core;
using Muster.Core.Watch;

namespace Muster.Server.Hosting;

/// <summary>Told of every step: what it changed, how many inputs wait behind it, and how long it took.</summary>
/// <remarks>Called by the loop, so it must be quick. The list is only valid during the call.</remarks>
internal delegate void StepObserver(IReadOnlyList<RegistryEvent> events, int waiting, TimeSpan took);

/// <summary>
/// Feeds the registry: everyone puts inputs in, one loop steps them in order. Readers see <see cref="Views"/> without
/// waiting.
/// </summary>
/// <remarks>
/// At most <see cref="Capacity"/> inputs wait; when that many do, callers wait, and nothing is dropped. A tick comes every
/// <see cref="Registry.TickEvery"/>, under load too. Steps are synchronous, so an exception in one is a bug; it ends
/// <see cref="RunAsync"/>, and with it the node.
/// </remarks>
internal sealed class RegistryLoop(Registry registry, TimeProvider time, StepObserver observed)
{
    public const int Capacity = 4096;

    private static readonly Input Tick = new Input.Tick();

    private readonly Channel<Mail> _inbox = Channel.CreateBounded<Mail>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    private long _tickedAt = Now(time).Ticks;   // written by the loop alone

    public ViewDirectory Views => registry.Views;

    /// <summary>How long ago the last tick was; read by whoever asks after the node's health.</summary>
    public TimeSpan SinceTick => Now(time) - TimeSpan.FromTicks(Volatile.Read(ref _tickedAt));

    /// <summary>The registry's clock: monotonic, counted from a moment before the node's start.</summary>
    public static TimeSpan Now(TimeProvider time) => time.GetElapsedTime(0);

    /// <summary>Hands an input in; waits while the inbox is full. Once the loop has ended, inputs no longer matter and are let go.</summary>
    public ValueTask PostAsync(Input input, CancellationToken cancel) => PostAsync(new Mail(input, null), cancel);

    /// <summary>As <see cref="PostAsync(Input, CancellationToken)"/>, and calls back once: true after the step, false when the loop ended without it.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="answered">Must not block. When the loop has ended it is called at once.</param>
    /// <param name="cancel">Gives up waiting for a place.</param>
    public ValueTask PostAsync(Input input, Action<bool> answered, CancellationToken cancel) => PostAsync(new Mail(input, answered), cancel);

    /// <summary>Completes when an input has been stepped. Cancelling gives up the wait, not the input.</summary>
    /// <exception cref="ChannelClosedException">The loop has ended.</exception>
    public async Task StepAsync(Input input, CancellationToken cancel)
    {
        var stepped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await PostAsync(
            input,
            done =>
            {
                if (done) stepped.SetResult();
                else stepped.SetException(new ChannelClosedException("The node is stopping."));
            },
            cancel);
        await stepped.Task.WaitAsync(cancel);
    }

    /// <summary>Asks for a thin client, and answers after the step: readers can see the change by then.</summary>
    /// <exception cref="ChannelClosedException">The loop has ended.</exception>
    public async Task<ThinAnswer> AskAsync(Input.ThinRequest request, CancellationToken cancel)
    {
        await StepAsync(request, cancel);
        return request.Answer;
    }

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        // The timer's tick only has to wake an idle loop: a full inbox needs no waking, and gets its ticks from Take.
        using var ticks = time.CreateTimer(
            static loop => ((RegistryLoop)loop!)._inbox.Writer.TryWrite(new Mail(Tick, null)), this, Registry.TickEvery, Registry.TickEvery);
        try
        {
            while (await _inbox.Reader.WaitToReadAsync(stopping))
                while (!stopping.IsCancellationRequested && _inbox.Reader.TryRead(out var mail)) Take(mail);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to.
        }
        finally
        {
            _inbox.Writer.TryComplete();
            while (_inbox.Reader.TryRead(out var left)) left.Answered?.Invoke(false);
        }
    }

    private void Take(Mail mail)
    {
        try
        {
            Step(mail.Input);
        }
        catch
        {
            mail.Answered?.Invoke(false);
            throw;
        }

        mail.Answered?.Invoke(true);
        if (SinceTick >= Registry.TickEvery) Step(Tick);
    }

    private void Step(Input input)
    {
        var now = Now(time);
        if (ReferenceEquals(input, Tick)) Volatile.Write(ref _tickedAt, now.Ticks);
        var events = registry.Step(input, now);
        observed(events, _inbox.Reader.Count, Now(time) - now);
    }

    private ValueTask PostAsync(Mail mail, CancellationToken cancel) =>
        _inbox.Writer.TryWrite(mail) ? default : WaitForPlaceAsync(mail, cancel);

    private async ValueTask WaitForPlaceAsync(Mail mail, CancellationToken cancel)
    {
        try
        {
            await _inbox.Writer.WriteAsync(mail, cancel);
        }
        catch (ChannelClosedException)
        {
            mail.Answered?.Invoke(false);
        }
    }

    private readonly record struct Mail(Input Input, Action<bool>? Answered);
}
