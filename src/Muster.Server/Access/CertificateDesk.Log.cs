using Microsoft.Extensions.Logging;

namespace Muster.Server.Access;

internal sealed partial class CertificateDesk
{
    private static partial class Log   // Access owns event ids 1900–1999
    {
        [LoggerMessage(1900, LogLevel.Information, "{Name} joined from {From}, and was given the certificate {Serial}, until {Until:u}.")]
        public static partial void Joined(ILogger logger, string name, string from, string serial, DateTimeOffset until);

        [LoggerMessage(1901, LogLevel.Information, "{Name} renewed its certificate from {From}: {Serial}, until {Until:u}.")]
        public static partial void Renewed(ILogger logger, string name, string from, string serial, DateTimeOffset until);

        [LoggerMessage(1902, LogLevel.Warning, "The join token of {Name} was shown again from {From}. It was used at {Used:u} from {First}. If that was not who should have it, revoke {Name}.")]
        public static partial void Again(ILogger logger, string name, string from, DateTimeOffset used, string first);
    }
}
