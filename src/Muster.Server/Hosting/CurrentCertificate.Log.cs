using Microsoft.Extensions.Logging;

namespace Muster.Server.Hosting;

internal sealed partial class CurrentCertificate
{
    private static partial class Log   // Hosting owns event ids 1000–1099
    {
        [LoggerMessage(1060, LogLevel.Information, "The certificate changed: serial number {Serial}, until {Until:u}. New connections are shown it; streams go on.")]
        public static partial void Changed(ILogger logger, string serial, DateTime until);

        [LoggerMessage(1061, LogLevel.Error, "The certificate's files changed and cannot be used. The certificate before stays in use: {Fault}")]
        public static partial void Refused(ILogger logger, string fault);

        [LoggerMessage(1062, LogLevel.Error, "The node's certificate could not be renewed, and is tried again in {Pause}. The one before stays in use: {Fault}")]
        public static partial void NotRenewed(ILogger logger, string fault, TimeSpan pause);
    }
}
