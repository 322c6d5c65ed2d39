using System.Net;
using Microsoft.Extensions.Logging;

namespace Muster.Server.Hosting;

internal sealed partial class CrowdReport
{
    private static partial class Log   // Hosting owns event ids 1000–1099
    {
        [LoggerMessage(1070, LogLevel.Warning, "Closed a connection of {Client} as it came: {Reason}. More of them are told once a minute.")]
        public static partial void First(ILogger logger, EndPoint? client, string reason);

        [LoggerMessage(1071, LogLevel.Warning, "More connections that were closed as they came, within a minute: {Count}. Why: {Reason}.")]
        public static partial void More(ILogger logger, long count, string reason);
    }
}
