using Microsoft.Extensions.Logging;

namespace Muster.Server.Audit;

internal sealed partial class AuditTrail
{
    private static partial class Log   // Audit owns event ids 1400–1449
    {
        [LoggerMessage(1400, LogLevel.Error, "The audit cannot be written: {Fault} Edits are kept for it meanwhile, logins and refusals only counted. See that there is space on the node's disk.")]
        public static partial void Failed(ILogger logger, string fault);

        [LoggerMessage(1401, LogLevel.Information, "The audit is written again.")]
        public static partial void Recovered(ILogger logger);
    }
}
