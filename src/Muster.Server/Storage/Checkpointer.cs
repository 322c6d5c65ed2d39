using Microsoft.Extensions.Logging;
using Muster.Core;
using Muster.Server.Hosting;
using Muster.Server.Metrics;

namespace Muster.Server.Storage;

/// <summary>Writes the facts down a little after they change, and once more when the node stops.</summary>
/// <remarks>
/// One loop owns the files; the registry's loop only tells it that something changed. A pause lasts <see cref="Pause"/>
/// and at least twenty times the last writing, so that a large registry spends no more than a twentieth of its time on it.
/// A disk that refuses does not stop the node: it is told once, and tried again.
/// </remarks>
internal sealed partial class Checkpointer(FactStore store, ulong epoch, NodeMeter meter, TimeProvider time, ILogger<Checkpointer> logger)
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private const int PausePerWriting = 20;

    private volatile bool _changed = true;   // the first checkpoint says that this epoch was here
    private bool _failing;
    private TimeSpan _took;

    /// <summary>Called by the registry's loop after every step.</summary>
    public void Observe(IReadOnlyList<RegistryEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
            if (events[i] is RegistryEvent.Published or RegistryEvent.Registered or RegistryEvent.Removed) _changed = true;
    }

    public async Task RunAsync(RegistryLoop loop, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await SaveAsync(loop, stopping);
                await Task.Delay(TimeSpan.FromTicks(Math.Max(Pause.Ticks, _took.Ticks * PausePerWriting)), time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to. The owner writes the last one when all is quiet.
        }
    }

    /// <summary>Writes for the last time; nothing may change any more. Answers whether all of it is on disk now.</summary>
    public async Task<bool> FinishAsync(RegistryLoop loop)
    {
        await SaveAsync(loop, CancellationToken.None);
        return !_changed && store.TryNoteCleanStop();
    }

    /// <summary>Writes what there is, if anything changed since the last time.</summary>
    public async Task SaveAsync(RegistryLoop loop, CancellationToken cancel)
    {
        if (!_changed) return;
        _changed = false;
        var started = time.GetTimestamp();
        try
        {
            var bytes = await store.SaveAsync(epoch, slice => loop.StepAsync(new Input.Export(slice), cancel));
            _took = time.GetElapsedTime(started);
            meter.Checkpointed(new(time.GetTimestamp(), bytes, _took));
            if (_failing) Log.Recovered(logger);
            _failing = false;
        }
        catch (OperationCanceledException)
        {
            _changed = true;   // nothing was written; whoever finishes still has to
            throw;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _changed = true;
            if (!_failing) Log.Failed(logger, fault.Message.TrimEnd('.'));
            _failing = true;
        }
    }
}
