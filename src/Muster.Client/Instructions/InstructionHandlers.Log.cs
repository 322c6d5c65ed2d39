using Microsoft.Extensions.Logging;
using Muster.Protocol;

namespace Muster.Client.Instructions;

internal sealed partial class InstructionHandlers
{
    private static partial class Log   // Instructions owns event ids 4700–4799
    {
        [LoggerMessage(4701, LogLevel.Information, "The registry told {Instance} of {Service} to {Command}: {Outcome}. {Why}")]
        public static partial void Instructed(ILogger logger, string instance, string service, string command, InstructionReceipt.Types.Outcome outcome, string why);
    }
}
