using Microsoft.Extensions.Logging;

namespace Muster.Client.Credentials;

internal sealed partial class CertificateRenewal
{
    private static partial class Log   // Credentials owns event ids 4800–4899
    {
        [LoggerMessage(4801, LogLevel.Information, "The certificate in {File} was renewed: serial number {Serial}, until {Until:u}. The next connection shows it; this one goes on.")]
        public static partial void Renewed(ILogger logger, string file, string serial, DateTime until);

        [LoggerMessage(4802, LogLevel.Warning, "The certificate in {File} ends at {Until:u} and could not be renewed; it is tried again in {Again}. {Fault}")]
        public static partial void NotRenewed(ILogger logger, string file, DateTime until, TimeSpan again, string fault);

        [LoggerMessage(4803, LogLevel.Error, "The certificate in {File} ended at {Until:u}, and one that has ended is not renewed. Revoke its name and join anew: 'muster token revoke NAME', 'muster token create NAME --join', 'muster cert join --out {Same}'.")]
        public static partial void Ended(ILogger logger, string file, DateTime until, string same);
    }
}
