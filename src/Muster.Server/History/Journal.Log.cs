using Microsoft.Extensions.Logging;

namespace Muster.Server.History;

internal sealed partial class Journal
{
    private static partial class Log   // History owns event ids 1450–1499
    {
        [LoggerMessage(1450, LogLevel.Warning, "The journal cannot be written and is off until the next start: {Fault} Past lists are not told. Make space on the node's disk, or remove journal.db where it is damaged, and start the node again.")]
        public static partial void Off(ILogger logger, string fault);

        [LoggerMessage(1451, LogLevel.Warning, "Changes came faster than the disk took them: past lists are told from now on only.")]
        public static partial void Missed(ILogger logger);

        [LoggerMessage(1452, LogLevel.Warning, "The journal is off until the next start: who is listed now alone takes more than {Megabytes} MB. Raise MusterServer:Journal:Megabytes.")]
        public static partial void TooSmall(ILogger logger, int megabytes);
    }
}
