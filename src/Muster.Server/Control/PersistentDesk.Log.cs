using Microsoft.Extensions.Logging;
using Muster.Core.Catalog;

namespace Muster.Server.Control;

internal sealed partial class PersistentDesk
{
    private static partial class Log   // Control owns event ids 1300–1399
    {
        [LoggerMessage(1307, LogLevel.Information, "{Author} registered {Instance} of {Service}, to stay: {Reason}")]
        public static partial void Put(ILogger logger, string author, string instance, ServiceKey service, string reason);

        [LoggerMessage(1308, LogLevel.Information, "{Author} took out {Instance} of {Service}, which was to stay: {Reason}")]
        public static partial void Removed(ILogger logger, string author, string instance, ServiceKey service, string reason);
    }
}
