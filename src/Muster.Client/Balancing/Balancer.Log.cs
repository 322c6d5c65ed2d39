using Microsoft.Extensions.Logging;

namespace Muster.Client.Balancing;

internal sealed partial class Balancer
{
    private static partial class Log   // Balancing owns event ids 4300–4399
    {
        [LoggerMessage(4301, LogLevel.Warning, "Ejected {Instance} of {Service}, the {Times}. time in a row: it fails this process's calls. It is tried again later.")]
        public static partial void Ejected(ILogger logger, string instance, string service, int times);

        [LoggerMessage(4302, LogLevel.Information, "{Instance} of {Service} is ejected no more.")]
        public static partial void Returned(ILogger logger, string instance, string service);
    }
}
