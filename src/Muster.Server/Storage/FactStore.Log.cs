using Microsoft.Extensions.Logging;

namespace Muster.Server.Storage;

internal sealed partial class FactStore
{
    private static partial class Log   // Storage owns event ids 1200–1299
    {
        [LoggerMessage(1201, LogLevel.Information, "Restored what was written down in epoch {Epoch}. Instances: {Count}, served and flagged stale until their sessions are back.")]
        public static partial void Restored(ILogger logger, ulong epoch, int count);

        [LoggerMessage(1202, LogLevel.Warning, "No facts could be restored from {Folder}, although this node has run before. All lists are flagged stale until every living client had the time to return.")]
        public static partial void Lost(ILogger logger, string folder);

        [LoggerMessage(1203, LogLevel.Warning, "The facts in {File} are not valid: {Fault}. The generation before is used; the bad file is kept as {Aside}.")]
        public static partial void PreviousTaken(ILogger logger, string file, string fault, string aside);

        [LoggerMessage(1204, LogLevel.Warning, "The facts in {File} are not valid: {Fault}. The bad file is kept as {Aside}.")]
        public static partial void Invalid(ILogger logger, string file, string fault, string aside);

        [LoggerMessage(1206, LogLevel.Warning, "The facts in {File} are not valid: {Fault}. The newer generation is whole and is used; the bad file is kept as {Aside}.")]
        public static partial void NewestTaken(ILogger logger, string file, string fault, string aside);

        [LoggerMessage(1207, LogLevel.Warning, "The count of starts in {File} is not valid. This start is counted as {Epoch}, so that no epoch comes twice.")]
        public static partial void EpochInvalid(ILogger logger, string file, ulong epoch);

        [LoggerMessage(1205, LogLevel.Warning, "The facts in {File} are not used: {Fault}. The file could not be set aside either: {Reason}")]
        public static partial void NotSetAside(ILogger logger, string file, string fault, string reason);

        [LoggerMessage(1208, LogLevel.Information, "This folder was restored from a backup {Backup}: what was said since then is missing. All lists are flagged stale until every living client had the time to return.")]
        public static partial void FromBackup(ILogger logger, string backup);

        [LoggerMessage(1209, LogLevel.Warning, "The last run did not end by a stop: what was said in its last seconds may be missing. All lists are flagged stale until every living client had the time to return.")]
        public static partial void NotStopped(ILogger logger);
    }
}
