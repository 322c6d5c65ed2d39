using System.Threading.Channels;

namespace Muster.Server.Control;

/// <summary>
/// The node's copy of the control data, for reading without waiting, and the way to edit it. One loop follows the
/// engine's watch; it alone moves <see cref="Image"/>, after whoever acts on the data has taken the change in.
/// </summary>
internal sealed class ControlStore(IControlEngine engine, ControlImage first, TimeProvider time) : IAsyncDisposable
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ControlImage _image = first;
    private volatile TaskCompletionSource _moved = NewSignal();

    public ControlImage Image => _image;

    /// <summary>What edits are dated by.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    public static async Task<ControlStore> OpenAsync(IControlEngine engine, TimeProvider time, CancellationToken cancel) =>
        new(engine, ControlImage.Of(await engine.RangeAsync("", cancel)), time);

    /// <summary>Answers once the edit is durable, together with who made it, and this node acts on it.</summary>
    /// <exception cref="ChannelClosedException">The node is stopping. The edit may hold all the same.</exception>
    public async Task<ControlAnswer> EditAsync(ControlEdit edit, Author author, CancellationToken cancel)
    {
        var answer = await engine.EditAsync(edit with { Operations = [.. edit.Operations, author.Signature(Now)] }, cancel);
        if (answer is not ControlAnswer.Done done) return answer;

        while (true)
        {
            var moved = _moved.Task;   // before the look
            if (_image.Revision >= done.Revision) return answer;
            await Task.WhenAny(moved, _over.Task).WaitAsync(cancel);
            if (_over.Task.IsCompleted && _image.Revision < done.Revision) throw new ChannelClosedException("The node is stopping.");
        }
    }

    /// <summary>Every edit from a revision on, as the engine tells it.</summary>
    public IAsyncEnumerable<ControlNews> WatchAsync(ulong from, CancellationToken cancel) => engine.WatchAsync("", from, cancel);

    /// <summary>Follows the engine until stopped.</summary>
    /// <param name="apply">Takes the changes of one revision in.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(Func<IReadOnlyList<ControlChange>, Task> apply, CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
                await foreach (var news in engine.WatchAsync("", _image.Revision + 1, stopping)) await TakeAsync(news, apply, stopping);
        }
        catch (Exception ended) when (ended is ChannelClosedException || (ended is OperationCanceledException && stopping.IsCancellationRequested))
        {
            // Asked to, or nobody is left who acts on it.
        }
        finally
        {
            _over.SetResult();
        }
    }

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    private async Task TakeAsync(ControlNews news, Func<IReadOnlyList<ControlChange>, Task> apply, CancellationToken stopping)
    {
        ControlImage next;
        if (news is ControlNews.Changed changed)
        {
            await apply(changed.Changes);
            next = _image.With(changed);
        }
        else
        {
            next = ControlImage.Of(await engine.RangeAsync("", stopping));
            await apply(_image.ChangesTo(next));
        }

        _image = next;
        Interlocked.Exchange(ref _moved, NewSignal()).SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
