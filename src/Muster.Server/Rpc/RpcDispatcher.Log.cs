using Microsoft.Extensions.Logging;

namespace Muster.Server.Rpc;

internal sealed partial class RpcDispatcher
{
    private static partial class Log   // Rpc owns event ids 1500–1599
    {
        [LoggerMessage(1501, LogLevel.Error, "The handler of {Method} failed.")]
        public static partial void HandlerFailed(ILogger logger, Exception bug, string method);
    }
}
