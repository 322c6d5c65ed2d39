using Microsoft.Extensions.Logging;
using Muster.Core.Catalog;

namespace Muster.Server.Control;

internal sealed partial class OverlayFeed
{
    private static partial class Log   // Control owns event ids 1300–1399
    {
        [LoggerMessage(1301, LogLevel.Information, "The overlay on {Field} of {Instance} of {Service} has ended: {Why}.")]
        public static partial void Ended(ILogger logger, string field, string instance, ServiceKey service, string why);

        [LoggerMessage(1302, LogLevel.Warning, "The overlay on {Field} of {Instance} of {Service} has ended, but its record stays until the next start: {Fault}")]
        public static partial void NotCleared(ILogger logger, string field, string instance, ServiceKey service, string fault);
    }
}
