using Microsoft.Extensions.Logging;

namespace Muster.Server.Control;

internal sealed partial class PolicyDesk
{
    private static partial class Log   // Control owns event ids 1300–1399
    {
        [LoggerMessage(1306, LogLevel.Information, "{Author} applied admission policy {Revision}: {Reason}")]
        public static partial void Applied(ILogger logger, string author, ulong revision, string reason);
    }
}
