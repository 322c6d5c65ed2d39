using Microsoft.Extensions.Logging;

namespace Muster.Server.Storage;

internal sealed partial class Checkpointer
{
    private static partial class Log   // Storage owns event ids 1200–1299
    {
        [LoggerMessage(1210, LogLevel.Warning, "The facts could not be written down: {Reason}. The node serves on and tries again; after a crash it would know less than now. Free space, or let this user write to the data folder.")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(1211, LogLevel.Information, "The facts are written down again.")]
        public static partial void Recovered(ILogger logger);
    }
}
