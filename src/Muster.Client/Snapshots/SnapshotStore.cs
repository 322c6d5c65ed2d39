using Microsoft.Extensions.Logging;
using Muster.Protocol;

namespace Muster.Client.Snapshots;

/// <summary>The lists that survive this process: a file a service, in a folder a namespace.</summary>
/// <remarks>
/// Writing goes through a temporary file of its own and a rename, so several processes may share the folder: the last
/// one wins, and a reader sees a whole file or none. A disk that refuses costs the snapshot, never the program.
/// </remarks>
internal sealed partial class SnapshotStore(string folder, string @namespace, SnapshotBounds bounds, TimeProvider clock, ILogger logger)
{
    private readonly string _folder = folder.Length == 0 ? "" : Path.Combine(folder, @namespace);
    private readonly HashSet<string> _tooLarge = new(StringComparer.Ordinal);
    private bool _warned;
    private bool _swept;

    public bool IsOn => _folder.Length > 0;

    /// <summary>The list that was saved last; null when there is none, or it is too old. A corrupt file is set aside.</summary>
    public SavedList? Load(string service)
    {
        if (!IsOn || !File.Exists(PathOf(service))) return null;

        try
        {
            if (Read(service) is not { } saved)
            {
                var aside = PathOf(service) + ".corrupt";
                File.Move(PathOf(service), aside, overwrite: true);
                Log.Corrupt(logger, service, aside);
                return null;
            }

            var now = clock.GetUtcNow();
            if (!bounds.IsTooOld(saved.SavedAt, now))
            {
                Log.Loaded(logger, service, saved.List.Instances.Count, now - saved.SavedAt);
                return saved;
            }

            Log.TooOld(logger, service, now - saved.SavedAt, bounds.MaximumAge);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Log.Unreadable(logger, service, PathOf(service), refused.Message);
        }

        return null;
    }

    /// <summary>Writes a list that the registry stands by now. One at a time.</summary>
    public async Task<SaveOutcome> SaveAsync(ServiceList list, CancellationToken cancel)
    {
        var frame = ToFrame(list);
        if (IsTooLarge(list.Service, frame.CalculateSize())) return SaveOutcome.TooLarge;

        var temporary = Path.Combine(_folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(_folder);
            SweepOnce();
            await File.WriteAllBytesAsync(temporary, SnapshotFile.Encode(frame, clock.GetUtcNow()), cancel).ConfigureAwait(false);
            File.Move(temporary, PathOf(list.Service), overwrite: true);
            _warned = false;
            return SaveOutcome.Written;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            if (!_warned) Log.Unwritable(logger, _folder, refused.Message);
            _warned = true;
            return SaveOutcome.Failed;
        }
        finally
        {
            TryDelete(temporary);
        }
    }

    /// <summary>A service name has no character that a file name may not have on Linux; elsewhere the colon is one.</summary>
    private string PathOf(string service) => Path.Combine(_folder, service.Replace(':', '@') + ".list");

    private SavedList? Read(string service)
    {
        if (SnapshotBounds.IsTooLarge(new FileInfo(PathOf(service)).Length)) return null;   // no process of ours wrote it
        return SnapshotFile.Decode(File.ReadAllBytes(PathOf(service))) is { } saved && saved.List.Service == service
            ? new SavedList(saved.List, saved.SavedAt)
            : null;
    }

    private bool IsTooLarge(string service, long bytes)
    {
        if (!SnapshotBounds.IsTooLarge(bytes + SnapshotFile.Frame))
        {
            _tooLarge.Remove(service);
            return false;
        }

        if (_tooLarge.Add(service)) Log.TooLarge(logger, service, bytes, SnapshotBounds.MaximumBytes);
        return true;
    }

    /// <summary>Removes what processes left that died while they wrote.</summary>
    private void SweepOnce()
    {
        if (_swept) return;
        _swept = true;
        foreach (var temporary in Directory.EnumerateFiles(_folder, ".*.tmp"))
            if (clock.GetUtcNow() - File.GetLastWriteTimeUtc(temporary) > SnapshotBounds.TemporaryFor) TryDelete(temporary);
    }

    /// <summary>The list as one frame of the registry: it is read back, and proven, the way any list is.</summary>
    private static ServiceSnapshot ToFrame(ServiceList list)
    {
        var frame = new ServiceSnapshot
        {
            Service = list.Service,
            Digest = list.Digest,
            Buckets = ListDigest.AllBuckets,
            Last = true,
            Revision = new Revision { Epoch = list.Revision.Epoch, Sequence = list.Revision.Sequence },
        };
        foreach (var instance in list.Instances) frame.Instances.Add(instance.Listed);
        return frame;
    }

    private static void TryDelete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The folder does not let us write: SaveAsync has said so already.
        }
    }
}
