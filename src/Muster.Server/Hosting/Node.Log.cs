using System.Net;
using Microsoft.Extensions.Logging;

namespace Muster.Server.Hosting;

internal sealed partial class Node
{
    private static partial class Log   // Hosting owns event ids 1000–1099
    {
        [LoggerMessage(1050, LogLevel.Information, "Serving: API on {Http}, conversations on {Rpc}. Data in {Folder}, epoch {Epoch}.")]
        public static partial void Started(ILogger logger, IPEndPoint http, IPEndPoint rpc, string folder, ulong epoch);

        [LoggerMessage(1051, LogLevel.Warning, "This node was started with --insecure: whoever can reach it may read and change everything.")]
        public static partial void Insecure(ILogger logger);

        [LoggerMessage(1052, LogLevel.Information, "Stopped. Every client was told to go, and the facts are written down.")]
        public static partial void Stopped(ILogger logger);

        [LoggerMessage(1054, LogLevel.Warning, "Stopped. Every client was told to go, but the facts could not be written down: the next start knows what was written before.")]
        public static partial void StoppedUnwritten(ILogger logger);

        [LoggerMessage(1053, LogLevel.Critical, "The node fails and ends: a step broke a rule that must hold. This is a bug; the trace says where.")]
        public static partial void Failed(ILogger logger, Exception bug);
    }
}
