using Microsoft.Extensions.Logging;
using Muster.Core.Catalog;
using Muster.Core.Health;
using Muster.Core.Sessions;
using Muster.Protocol;
using Revision = Muster.Core.Watch.Revision;

namespace Muster.Server.Hosting;

internal sealed partial class EventLog
{
    private static partial class Log   // Hosting owns event ids 1000–1099; these are the registry's own changes
    {
        [LoggerMessage(1001, LogLevel.Information, "Session {Session} opened by {Client} in namespace {Namespace}, as caller {Caller}.")]
        public static partial void SessionOpened(ILogger logger, SessionId session, string client, string @namespace, string caller);

        [LoggerMessage(1002, LogLevel.Information, "Session {Session} resumed by {Client} in namespace {Namespace}.")]
        public static partial void SessionResumed(ILogger logger, SessionId session, string client, string @namespace);

        [LoggerMessage(1003, LogLevel.Information, "Session {Session} of {Client} ended.")]
        public static partial void SessionEnded(ILogger logger, SessionId session, string client);

        [LoggerMessage(1004, LogLevel.Information, "Session {Session} of {Client} is back. Instances: {Instances}.")]
        public static partial void Back(ILogger logger, SessionId session, string client, int instances);

        [LoggerMessage(1005, LogLevel.Warning, "Session {Session} of {Client} is suspect: its connection is lost or its heartbeats are missing. Instances: {Instances}.")]
        public static partial void Suspect(ILogger logger, SessionId session, string client, int instances);

        [LoggerMessage(1006, LogLevel.Warning, "Session {Session} of {Client} is dead: silent for longer than its timeout and a heartbeat. Instances: {Instances}.")]
        public static partial void Dead(ILogger logger, SessionId session, string client, int instances);

        [LoggerMessage(1007, LogLevel.Information, "Instance {Instance} of {Service} registered at incarnation {Incarnation} by {Client}.")]
        public static partial void Registered(ILogger logger, string instance, ServiceKey service, ulong incarnation, string client);

        [LoggerMessage(1008, LogLevel.Information, "Instance {Instance} of {Service} removed: {Cause}.")]
        public static partial void Removed(ILogger logger, string instance, ServiceKey service, Cause cause);

        [LoggerMessage(1009, LogLevel.Warning, "Instance {Instance} of {Service} is claimed by two processes: {Loser} was replaced by {Winner}.")]
        public static partial void Replaced(ILogger logger, string instance, ServiceKey service, string loser, string winner);

        [LoggerMessage(1010, LogLevel.Debug, "{Service} is at revision {Revision}. Changes: {Changes}; subscribers that are told: {Subscribers}.")]
        public static partial void Published(ILogger logger, ServiceKey service, Revision revision, int changes, int subscribers);

        [LoggerMessage(1011, LogLevel.Warning, "This node stood still for {Gap}; its last garbage collection paused it for {Collection}. All deadlines moved by as much, so no client is blamed for it.")]
        public static partial void Stalled(ILogger logger, TimeSpan gap, TimeSpan collection);

        [LoggerMessage(1014, LogLevel.Warning, "Instance {Instance} of {Service} is sub-healthy: {Evidence}.")]
        public static partial void SubHealthy(ILogger logger, string instance, ServiceKey service, string evidence);

        [LoggerMessage(1015, LogLevel.Information, "Instance {Instance} of {Service} answers well again.")]
        public static partial void Recovered(ILogger logger, string instance, ServiceKey service);

        [LoggerMessage(1016, LogLevel.Debug, "An API of instance {Instance} of {Service} went {Way}: {Evidence}.")]
        public static partial void ApiTurned(ILogger logger, string instance, ServiceKey service, string way, string evidence);

        [LoggerMessage(1017, LogLevel.Warning, "{Silent} of {Sessions} sessions fell silent at once. The fault may be this node's: nobody is judged dead or sub-healthy for now.")]
        public static partial void InDoubt(ILogger logger, int silent, int sessions);

        [LoggerMessage(1018, LogLevel.Information, "This node trusts its own judgement again.")]
        public static partial void Sure(ILogger logger);

        [LoggerMessage(1019, LogLevel.Warning, "Instance {Instance} of {Service} is {Vital}: {Evidence}.")]
        public static partial void Believed(ILogger logger, string instance, ServiceKey service, Vital vital, string evidence);

        [LoggerMessage(1020, LogLevel.Information, "Instance {Instance} of {Service} is seen again.")]
        public static partial void SeenAgain(ILogger logger, string instance, ServiceKey service);

        [LoggerMessage(1021, LogLevel.Information, "{Detector} looks after instances from location {Location}.")]
        public static partial void DetectorJoined(ILogger logger, string detector, string location);

        [LoggerMessage(1022, LogLevel.Warning, "{Detector} in location {Location} is gone: its instances are asked by others, where there are any.")]
        public static partial void DetectorLeft(ILogger logger, string detector, string location);

        [LoggerMessage(1023, LogLevel.Warning, "Location {Location} is blind: {Unreached} of {Asked} targets are out of its reach. It has no vote until it sees most of them.")]
        public static partial void Blind(ILogger logger, string location, int unreached, int asked);

        [LoggerMessage(1024, LogLevel.Information, "Location {Location} sees most of its targets again.")]
        public static partial void Sees(ILogger logger, string location);

        [LoggerMessage(1025, LogLevel.Warning, "Instance {Instance} of {Service} is not probed at {Address} by {Detector} in location {Location}: {Why}. Whether it answers is not known there.")]
        public static partial void NotTried(ILogger logger, string instance, ServiceKey service, string address, string detector, string location, string why);

        [LoggerMessage(1012, LogLevel.Warning, "Refused {Client}: {Code}, {Reason}")]
        public static partial void Refused(ILogger logger, string client, ErrorCode code, string reason);

        [LoggerMessage(1026, LogLevel.Information, "{Client} has left and knows that it may exit: everyone who confirms lists holds one without it. Streams that never confirm: {Uncovered}.")]
        public static partial void Departed(ILogger logger, string client, uint uncovered);

        [LoggerMessage(1027, LogLevel.Warning, "{Client} has left, but not all clients have confirmed a list without it in time. Missing: {Count}, {Stragglers}. They may still call it.")]
        public static partial void DepartedUnheard(ILogger logger, string client, long count, string stragglers);

        [LoggerMessage(1028, LogLevel.Warning, "Instance {Instance} of {Service} was registered by {Client} and is in quarantine, where no consumer is told of it: {Why}.")]
        public static partial void Quarantined(ILogger logger, string instance, ServiceKey service, string client, string why);

        [LoggerMessage(1029, LogLevel.Information, "Instance {Instance} of {Service} is {Admission} now: {Why}.")]
        public static partial void Rejudged(ILogger logger, string instance, ServiceKey service, Admission admission, string why);

        [LoggerMessage(1032, LogLevel.Information, "Everybody was judged by admission policy {Revision}. Instances: {Judged}; denied: {Denied}, put in quarantine: {Quarantined}, released: {Released}.")]
        public static partial void PolicyApplied(ILogger logger, ulong revision, int judged, int denied, int quarantined, int released);

        [LoggerMessage(1030, LogLevel.Information, "Streams that were sent away, as the tokens that they came with no longer hold: {Streams}.")]
        public static partial void SentAway(ILogger logger, int streams);

        [LoggerMessage(1031, LogLevel.Information, "{Author} told {Instance} of {Service} to {Command}: {Outcome}. {Message}")]
        public static partial void Instructed(ILogger logger, string author, string command, string instance, string service, InstructionReceipt.Types.Outcome outcome, string message);

        [LoggerMessage(1013, LogLevel.Warning, "Refusals, verdicts and probes that were not tried, within the last second and not written: {Count}.")]
        public static partial void RefusalsUnwritten(ILogger logger, int count);
    }
}
