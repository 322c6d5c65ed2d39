using Microsoft.Extensions.Logging;

namespace Muster.Client.Snapshots;

internal sealed partial class SnapshotStore
{
    private static partial class Log   // Snapshots owns event ids 4100–4199
    {
        [LoggerMessage(4101, LogLevel.Information, "{Service} starts from its snapshot, saved {Age} ago. Instances: {Count}.")]
        public static partial void Loaded(ILogger logger, string service, int count, TimeSpan age);

        [LoggerMessage(4102, LogLevel.Warning, "The snapshot of {Service} is corrupt. It was set aside as {Path}; the list comes from the registry.")]
        public static partial void Corrupt(ILogger logger, string service, string path);

        [LoggerMessage(4103, LogLevel.Warning, "The snapshot of {Service} cannot be read from {Path}: {Reason}")]
        public static partial void Unreadable(ILogger logger, string service, string path, string reason);

        [LoggerMessage(4104, LogLevel.Warning, "Snapshots cannot be written to {Folder}: {Reason} This program cannot start without a registry until that is mended.")]
        public static partial void Unwritable(ILogger logger, string folder, string reason);

        [LoggerMessage(4105, LogLevel.Warning, "The snapshot of {Service} was saved {Age} ago, more than {Limit}, and is not used; the list comes from the registry. SnapshotMaximumAge in the configuration is the limit.")]
        public static partial void TooOld(ILogger logger, string service, TimeSpan age, TimeSpan limit);

        [LoggerMessage(4106, LogLevel.Warning, "The list of {Service} takes {Bytes} bytes, more than {Limit}, and is not kept on disk. This program cannot start without a registry as far as {Service} goes.")]
        public static partial void TooLarge(ILogger logger, string service, long bytes, int limit);
    }
}
