using Microsoft.Extensions.Logging;
using Muster.Core.Policy;

namespace Muster.Server.Control;

internal sealed partial class PolicyFeed
{
    private static partial class Log   // Control owns event ids 1300–1399
    {
        [LoggerMessage(1305, LogLevel.Error, "Admission policy {Revision} cannot be read by this version: {Fault} The one before it goes on holding here. Update this node.")]
        public static partial void Unread(ILogger logger, ulong revision, PolicyFault fault);
    }
}
