using System.Collections.Concurrent;
using System.Threading.Channels;
using Muster.Client.Telemetry;

namespace Muster.Client.Snapshots;

/// <summary>Brings lists to disk behind the loop's back: soon after a change, the newest of each service only.</summary>
/// <remarks>
/// While the registry is there, what does not change is written again every hour and at the end, so that a list's age is
/// that of the registry's word. Bounded by the number of services followed. Started and awaited by the client's loop,
/// which also calls the other members.
/// </remarks>
internal sealed class SnapshotWriter(SnapshotStore store, TimeProvider clock)
{
    /// <summary>What changes within this time is written once.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, ServiceList> _proven = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _unsaved = new(StringComparer.Ordinal);
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile bool _connected;

    /// <summary>Whether the registry stands by the lists now.</summary>
    public void Connected(bool connected) => _connected = connected;

    public void Note(ServiceList list)
    {
        if (!store.IsOn || list.Source is not ListSource.Registry) return;   // what came from the disk is there
        if (list.HeldBack)
        {
            _proven.TryRemove(list.Service, out _);   // the file is what the registry last proved, and no longer does
            return;
        }

        _proven[list.Service] = list;
        _unsaved[list.Service] = true;
        _signal.Writer.TryWrite(true);
    }

    public void Forget(string service)
    {
        _proven.TryRemove(service, out _);
        _unsaved.TryRemove(service, out _);
    }

    /// <summary>Runs until stopped, then writes what is left.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var refresh = clock.CreateTimer(_ => Refresh(), null, SnapshotBounds.RefreshEvery, SnapshotBounds.RefreshEvery);
        await using (refresh.ConfigureAwait(false))
        {
            try
            {
                while (true)
                {
                    await _signal.Reader.ReadAsync(stopping).ConfigureAwait(false);
                    await SaveAllAsync().ConfigureAwait(false);
                    await Task.Delay(Pause, clock, stopping).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                Refresh();
                await SaveAllAsync().ConfigureAwait(false);
            }
        }
    }

    private void Refresh()
    {
        if (!_connected) return;
        foreach (var service in _proven.Keys) _unsaved[service] = true;
        _signal.Writer.TryWrite(true);
    }

    /// <summary>Once begun, a list is not dropped half way.</summary>
    private async Task SaveAllAsync()
    {
        foreach (var service in _unsaved.Keys)
        {
            if (!_unsaved.TryRemove(service, out _) || !_proven.TryGetValue(service, out var list)) continue;
            ClientMeter.SnapshotWritten(await store.SaveAsync(list, CancellationToken.None).ConfigureAwait(false));
        }
    }
}
