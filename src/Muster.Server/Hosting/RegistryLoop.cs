using System.Threading.Channels;
using Muster.Core;
using Muster.Core.Watch;

namespace Muster.Server.Hosting;

/// <summary>Told of every step: what it changed, how many inputs wait behind it, and how long it took.</summary>
/// <remarks>Called by the loop, so it must be quick. The list is only valid during the call.</remarks>
internal delegate void StepObserver(IReadOnlyList<RegistryEvent> events, int waiting, TimeSpan took);

/// <summary>
/// Feeds the registry: everyone puts inputs in, and they are stepped in order, one at a time. Readers see
/// <see cref="Views"/> without waiting.
/// </summary>
/// <remarks>
/// The loop has no thread. Whoever puts an input in and finds that nobody steps does, for at most <see cref="Turn"/>
/// inputs; the pool takes over what is left. So an idle node answers on the thread that read the question.
/// At most <see cref="Capacity"/> inputs wait; when that many do, callers wait, and nothing is dropped. A tick comes every
/// <see cref="Registry.TickEvery"/>, under load too. Steps are synchronous, so an exception in one is a bug; it ends
/// <see cref="RunAsync"/>, and with it the node.
/// </remarks>
internal sealed class RegistryLoop(Registry registry, TimeProvider time, StepObserver observed) : IThreadPoolWorkItem
{
    public const int Capacity = 4096;

    private const int Turn = 64;

    private static readonly Input Tick = new Input.Tick();

    private readonly Channel<Mail> _inbox = Channel.CreateBounded<Mail>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isStepped = true;             // by somebody, who alone may read the inbox and step; nobody may before the start
    private long _tickedAt = Now(time).Ticks;   // written by him

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
        using var ticks = time.CreateTimer(static loop => ((RegistryLoop)loop!).PutTick(), this, Registry.TickEvery, Registry.TickEvery);
        using var stop = stopping.UnsafeRegister(static over => ((TaskCompletionSource)over!).TrySetResult(), _over);
        LetGo();
        try
        {
            await _over.Task;
        }
        finally
        {
            _inbox.Writer.TryComplete();
            while (!IsMine()) await Task.Yield();   // whoever steps lets go after his step
            while (_inbox.Reader.TryRead(out var left)) left.Answered?.Invoke(false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (IsMine()) StepAll();
    }

    private void PutTick()
    {
        if (_inbox.Writer.TryWrite(new Mail(Tick, null)) && IsMine()) StepAll();
    }

    private bool IsMine() => !Interlocked.Exchange(ref _isStepped, true);

    /// <summary>Whoever puts an input in after this steps it himself; those put in before must not be forgotten.</summary>
    private void LetGo()
    {
        Interlocked.Exchange(ref _isStepped, false);
        if (_inbox.Reader.Count > 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void StepAll()
    {
        try
        {
            for (var taken = 0; taken < Turn && !_over.Task.IsCompleted && _inbox.Reader.TryRead(out var mail); taken++) Take(mail);
        }
        catch (Exception bug)
        {
            _over.TrySetException(bug);
        }

        LetGo();
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

    private ValueTask PostAsync(Mail mail, CancellationToken cancel)
    {
        if (!_inbox.Writer.TryWrite(mail)) return WaitForPlaceAsync(mail, cancel);
        if (IsMine()) StepAll();
        return default;
    }

    private async ValueTask WaitForPlaceAsync(Mail mail, CancellationToken cancel)
    {
        try
        {
            await _inbox.Writer.WriteAsync(mail, cancel);
            if (IsMine()) StepAll();
        }
        catch (ChannelClosedException)
        {
            mail.Answered?.Invoke(false);
        }
    }

    private readonly record struct Mail(Input Input, Action<bool>? Answered);
}
