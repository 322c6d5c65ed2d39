using Microsoft.Extensions.Logging;

namespace Muster.Client.Providing;

internal sealed partial class ProviderPresence
{
    private static partial class Log   // Providing owns event ids 4200–4206
    {
        [LoggerMessage(4201, LogLevel.Error, "{Service} serves on {Bound}, but is not registered: the registry sees this process at {Seen}, where nothing is bound. Set Muster:Provider:Address or Muster:Provider:Prefer.")]
        public static partial void Unreachable(ILogger logger, string service, string bound, string seen);

        [LoggerMessage(4202, LogLevel.Warning, "{Instance} of {Service} is not ready any more and leaves the registry; it returns when its health checks say so.")]
        public static partial void Unready(ILogger logger, string instance, string service);

        [LoggerMessage(4203, LogLevel.Information, "{Instance} of {Service} has left: every consumer that confirms knew it after {Took}; streams that never confirm: {Uncovered}. It serves for another {Grace}.")]
        public static partial void Left(ILogger logger, string instance, string service, TimeSpan took, int uncovered, TimeSpan grace);

        [LoggerMessage(4206, LogLevel.Warning, "{Instance} of {Service} has left; not covered are those who read its list of late without following it: {Pollers}{More}. They may call it until they read again.")]
        public static partial void LeftPollers(ILogger logger, string instance, string service, string pollers, string more);

        [LoggerMessage(4204, LogLevel.Warning, "{Instance} of {Service} has left and stops, though not all consumers have confirmed it. Missing: {Count}, {Stragglers}; streams that never confirm: {Uncovered}. They may call a closed port.")]
        public static partial void LeftStragglers(ILogger logger, string instance, string service, int count, string stragglers, int uncovered);

        [LoggerMessage(4205, LogLevel.Warning, "{Instance} of {Service} stops without a receipt: the registry is away, or knows none. It serves for another {Grace}.")]
        public static partial void LeftUnreceipted(ILogger logger, string instance, string service, TimeSpan grace);
    }
}
