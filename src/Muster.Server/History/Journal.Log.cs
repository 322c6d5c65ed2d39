using Microsoft.Extensions.Logging;

namespace Muster.Server.History;

internal sealed partial class Journal
{
    private static partial class Log   // History owns event ids 1450–1499
    {
        [LoggerMessage(1450, LogLevel.Warning, "The journal cannot be written: {Fault} Past lists are not told meanwhile. Make space on the node's disk: it is tried again every minute. Where the file is damaged, remove journal.db and start the node again.")]
        public static partial void Off(ILogger logger, string fault);

        [LoggerMessage(1451, LogLevel.Warning, "Changes came faster than the disk took them: past lists are told from now on only.")]
        public static partial void Missed(ILogger logger);

        [LoggerMessage(1452, LogLevel.Warning, "The journal is off until the next start: who is listed now alone takes more than {Megabytes} MB. Raise MusterServer:Journal:Megabytes.")]
        public static partial void TooSmall(ILogger logger, int megabytes);

        [LoggerMessage(1453, LogLevel.Information, "The journal is written again.")]
        public static partial void On(ILogger logger);
    }
}
