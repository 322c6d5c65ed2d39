using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Muster.Core;
using Muster.Core.Overlays;
using Muster.Server.Hosting;

namespace Muster.Server.Control;

/// <summary>
/// Carries overlays from the control data to the registry, and takes those out of the control data that the registry ended.
/// </summary>
internal sealed partial class OverlayFeed(ControlStore control, TimeProvider time, ILogger<OverlayFeed> logger)
{
    /// <summary>Above it an end is let go, and told again after the next start.</summary>
    private const int MostEnded = 10_000;

    private readonly Channel<RegistryEvent.OverlayEnded> _ended = Channel.CreateBounded<RegistryEvent.OverlayEnded>(MostEnded);

    /// <summary>What a registry has to know before it takes anything else in.</summary>
    public IReadOnlyList<OverlayChange> First => ChangesOf(control.Image.Range(OverlayRecord.All).Select(entry => new ControlChange(entry.Key, entry)));

    /// <summary>Called by the registry's loop after every step.</summary>
    public void Observe(IReadOnlyList<RegistryEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
            if (events[i] is RegistryEvent.OverlayEnded ended) _ended.Writer.TryWrite(ended);
    }

    /// <summary>Hands the overlays among the changes on.</summary>
    public async Task ApplyAsync(IReadOnlyList<ControlChange> changes, RegistryLoop loop, CancellationToken stopping)
    {
        if (ChangesOf(changes) is { Count: > 0 } laid) await loop.StepAsync(new Input.Lay(laid), stopping);
    }

    private static string WordsOf(OverlayEnd why) => why is OverlayEnd.Expired ? "its time is up" : "its run is over";

    /// <summary>Takes out of the control data what the registry ends, until stopped.</summary>
    public async Task ClearAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var (overlay, revision, why) in _ended.Reader.ReadAllAsync(stopping))
            {
                var answer = await control.EditAsync(new([new(OverlayRecord.Of(overlay), null, revision)]), Author.Registry with { Reason = WordsOf(why) }, stopping);
                if (answer is ControlAnswer.Done) Log.Ended(logger, overlay.Field, overlay.Id, overlay.Service, WordsOf(why));
                else if (answer is ControlAnswer.Unavailable unavailable) Log.NotCleared(logger, overlay.Field, overlay.Id, overlay.Service, unavailable.Why);
            }
        }
        catch (Exception over) when (over is ChannelClosedException || (over is OperationCanceledException && stopping.IsCancellationRequested))
        {
            // What is left is ended again after the next start.
        }
    }

    private List<OverlayChange> ChangesOf(IEnumerable<ControlChange> changes) =>
        [.. changes.Select(change => OverlayRecord.ChangeOf(change, time.GetUtcNow())).OfType<OverlayChange>()];
}
