using Microsoft.Extensions.Logging;
using Muster.Core.Catalog;

namespace Muster.Server.Control;

internal sealed partial class BurialDesk
{
    private static partial class Log   // Control owns event ids 1300–1399
    {
        [LoggerMessage(1313, LogLevel.Information, "{Author} buried {Instance} of {Service}: {Reason}")]
        public static partial void Buried(ILogger logger, string author, string instance, ServiceKey service, string reason);
    }
}
