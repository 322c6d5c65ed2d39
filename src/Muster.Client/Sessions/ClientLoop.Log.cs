using Microsoft.Extensions.Logging;

namespace Muster.Client.Sessions;

internal sealed partial class ClientLoop
{
    private static partial class Log   // Sessions owns event ids 4000–4099
    {
        [LoggerMessage(4001, LogLevel.Information, "Connected to the registry at {Node}: {How}.")]
        public static partial void Connected(ILogger logger, string node, string how);

        [LoggerMessage(4002, LogLevel.Warning, "No registry is reached: {Why}. Lists stay as they are; reconnecting.")]
        public static partial void Disconnected(ILogger logger, string why);

        [LoggerMessage(4003, LogLevel.Error, "{Why}")]
        public static partial void Rejected(ILogger logger, string why);

        [LoggerMessage(4004, LogLevel.Warning, "The registry refused: {Why}")]
        public static partial void Trouble(ILogger logger, string why);

        [LoggerMessage(4005, LogLevel.Debug, "{Service} is at revision {Revision}. Instances: {Count}; changed: {Changes}.")]
        public static partial void ListChanged(ILogger logger, string service, int count, int changes, ListRevision revision);

        [LoggerMessage(4006, LogLevel.Information, "Registered {Instance} of {Service}, incarnation {Incarnation}.")]
        public static partial void Registered(ILogger logger, string instance, string service, ulong incarnation);

        [LoggerMessage(4007, LogLevel.Error, "The registry refused {Instance} of {Service}: {Why}")]
        public static partial void Refused(ILogger logger, string instance, string service, string why);

        [LoggerMessage(4008, LogLevel.Error, "{Instance} of {Service} was taken over by another process with the same id. This process stays out. Give each process its own id.")]
        public static partial void Replaced(ILogger logger, string instance, string service);

        [LoggerMessage(4016, LogLevel.Error, "{Why} Lists stay as they are and registrations wait. The registry is asked again about every {Every} s: mend it there, or give this process a token that holds, in its token file where it has one, else by starting it again.")]
        public static partial void NotLetIn(ILogger logger, string why, double every);

        [LoggerMessage(4014, LogLevel.Warning, "Registered {Instance} of {Service}, but in quarantine: no consumer is told of it. {Why}")]
        public static partial void Quarantined(ILogger logger, string instance, string service, string why);

        [LoggerMessage(4015, LogLevel.Warning, "An operator said that the process of {Instance} of {Service} is gone, and took it out. This process lives, and registers it again.")]
        public static partial void Buried(ILogger logger, string instance, string service);

        [LoggerMessage(4009, LogLevel.Debug, "The connection ended: {Why}")]
        public static partial void LinkOver(ILogger logger, string why);

        [LoggerMessage(4010, LogLevel.Debug, "The client has stopped.")]
        public static partial void Stopped(ILogger logger);

        [LoggerMessage(4011, LogLevel.Warning, "Too many instances of {Service} vanished without a word. The {Count} known ones are kept until that is confirmed, {Wait} s at least.")]
        public static partial void Held(ILogger logger, string service, int count, double wait);

        [LoggerMessage(4012, LogLevel.Warning, "The loss of instances of {Service} is confirmed. Left: {Count}.")]
        public static partial void LossConfirmed(ILogger logger, string service, int count);

        [LoggerMessage(4013, LogLevel.Information, "The instances of {Service} that had vanished are back, or have said goodbye: {Count} are listed.")]
        public static partial void Recovered(ILogger logger, string service, int count);
    }
}
