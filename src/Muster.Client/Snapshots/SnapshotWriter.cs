using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Muster.Client.Snapshots;

/// <summary>Brings lists to disk behind the loop's back: soon after a change, the newest of each service only.</summary>
/// <remarks>Bounded by the number of services followed. Started and awaited by the client's loop.</remarks>
internal sealed class SnapshotWriter(SnapshotStore store, TimeProvider clock)
{
    /// <summary>What changes within this time is written once.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, ServiceList> _unsaved = new(StringComparer.Ordinal);
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Note(ServiceList list)
    {
        // Not what came from the disk, nor what the guard doubts: the file is what the registry last proved.
        if (!store.IsOn || list.Source is not ListSource.Registry || list.HeldBack) return;
        _unsaved[list.Service] = list;
        _signal.Writer.TryWrite(true);
    }

    /// <summary>Runs until stopped, then writes what is left.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await _signal.Reader.ReadAsync(stopping).ConfigureAwait(false);
                await SaveAllAsync(CancellationToken.None).ConfigureAwait(false);   // once begun, a list is not dropped half way
                await Task.Delay(Pause, clock, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await SaveAllAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task SaveAllAsync(CancellationToken cancel)
    {
        foreach (var service in _unsaved.Keys)
            if (_unsaved.TryRemove(service, out var list)) await store.SaveAsync(list, cancel).ConfigureAwait(false);
    }
}
