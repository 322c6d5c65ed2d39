using Microsoft.Extensions.Logging;
using Muster.Core.Catalog;

namespace Muster.Server.Control;

internal sealed partial class OverlayDesk
{
    private static partial class Log   // Control owns event ids 1300–1399
    {
        [LoggerMessage(1303, LogLevel.Information, "{Author} laid {Field} = {Value} over {Instance} of {Service}: {Reason}")]
        public static partial void Laid(ILogger logger, string author, string field, string value, string instance, ServiceKey service, string reason);

        [LoggerMessage(1304, LogLevel.Information, "{Author} took the overlay on {Field} off {Instance} of {Service}.")]
        public static partial void TakenOff(ILogger logger, string author, string field, string instance, ServiceKey service);
    }
}
