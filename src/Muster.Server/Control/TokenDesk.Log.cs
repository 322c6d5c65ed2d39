using Microsoft.Extensions.Logging;

namespace Muster.Server.Control;

internal sealed partial class TokenDesk
{
    private static partial class Log   // Control owns event ids 1300–1399
    {
        [LoggerMessage(1310, LogLevel.Information, "{Author} handed out token {Name}: {May}, for {Service} in {Namespace}.")]
        public static partial void Created(ILogger logger, string author, string name, string may, string @namespace, string service);

        [LoggerMessage(1311, LogLevel.Information, "{Author} gave token {Name} a new secret, {Secret}.")]
        public static partial void Rotated(ILogger logger, string author, string name, string secret);

        [LoggerMessage(1312, LogLevel.Information, "{Author} revoked {Secrets} of token {Name}.")]
        public static partial void Revoked(ILogger logger, string author, string name, string secrets);
    }
}
