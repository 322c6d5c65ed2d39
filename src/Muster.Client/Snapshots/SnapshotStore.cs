using Microsoft.Extensions.Logging;
using Muster.Protocol;

namespace Muster.Client.Snapshots;

/// <summary>The lists that survive this process: a file a service, in a folder a namespace.</summary>
/// <remarks>
/// Writing goes through a temporary file of its own and a rename, so several processes may share the folder: the last
/// one wins, and a reader sees a whole file or none. A disk that refuses costs the snapshot, never the program.
/// </remarks>
internal sealed partial class SnapshotStore(string folder, string @namespace, TimeProvider clock, ILogger logger)
{
    private readonly string _folder = folder.Length == 0 ? "" : Path.Combine(folder, @namespace);
    private bool _warned;

    public bool IsOn => _folder.Length > 0;

    /// <summary>The list that was saved last; null when there is none. A corrupt file is set aside.</summary>
    public ServiceSnapshot? Load(string service)
    {
        if (!IsOn || !File.Exists(PathOf(service))) return null;

        try
        {
            if (SnapshotFile.Decode(File.ReadAllBytes(PathOf(service))) is { } saved && saved.List.Service == service)
            {
                Log.Loaded(logger, service, saved.List.Instances.Count, clock.GetUtcNow() - saved.SavedAt);
                return saved.List;
            }

            var aside = PathOf(service) + ".corrupt";
            File.Move(PathOf(service), aside, overwrite: true);
            Log.Corrupt(logger, service, aside);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Log.Unreadable(logger, service, PathOf(service), refused.Message);
        }

        return null;
    }

    public async Task SaveAsync(ServiceList list, CancellationToken cancel)
    {
        var temporary = Path.Combine(_folder, $".{Guid.NewGuid():N}.tmp");

        try
        {
            Directory.CreateDirectory(_folder);
            await File.WriteAllBytesAsync(temporary, SnapshotFile.Encode(ToFrame(list), clock.GetUtcNow()), cancel).ConfigureAwait(false);
            File.Move(temporary, PathOf(list.Service), overwrite: true);
            _warned = false;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            if (!_warned) Log.Unwritable(logger, _folder, refused.Message);
            _warned = true;
        }
        finally
        {
            TryDelete(temporary);
        }
    }

    /// <summary>A service name has no character that a file name may not have on Linux; elsewhere the colon is one.</summary>
    private string PathOf(string service) => Path.Combine(_folder, service.Replace(':', '@') + ".list");

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

    private static partial class Log   // Snapshots owns event ids 4100–4199
    {
        [LoggerMessage(4101, LogLevel.Information, "{Service} starts from its snapshot: {Count} instances, saved {Age} ago.")]
        public static partial void Loaded(ILogger logger, string service, int count, TimeSpan age);

        [LoggerMessage(4102, LogLevel.Warning, "The snapshot of {Service} is corrupt. It was set aside as {Path}; the list comes from the registry.")]
        public static partial void Corrupt(ILogger logger, string service, string path);

        [LoggerMessage(4103, LogLevel.Warning, "The snapshot of {Service} cannot be read from {Path}: {Reason}")]
        public static partial void Unreadable(ILogger logger, string service, string path, string reason);

        [LoggerMessage(4104, LogLevel.Warning, "Snapshots cannot be written to {Folder}: {Reason} This program cannot start without a registry until that is mended.")]
        public static partial void Unwritable(ILogger logger, string folder, string reason);
    }
}
