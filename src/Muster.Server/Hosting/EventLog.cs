using Microsoft.Extensions.Logging;
using Muster.Core;
using Muster.Core.Health;
using Muster.Protocol;

namespace Muster.Server.Hosting;

/// <summary>Writes every change of the registry's state into the log, once.</summary>
/// <remarks>
/// Foreign words are quoted: nobody writes log lines of his own. Of refusals and of probes that were not tried, which a client can cause at will, and of a policy's verdicts, which may be many, at most
/// <see cref="RefusalsPerWindow"/> a second are written; how many were not is told with the first of the next second.
/// </remarks>
internal sealed partial class EventLog(TimeProvider time, ILogger<EventLog> logger)
{
    public const int RefusalsPerWindow = 20;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private long _windowFrom;
    private int _refusals;

    public void Observe(IReadOnlyList<RegistryEvent> events)
    {
        for (var i = 0; i < events.Count; i++) Write(events[i]);
    }

    private void Write(RegistryEvent happened)
    {
        switch (happened)
        {
            case RegistryEvent.SessionOpened { Resumed: true } opened:
                Log.SessionResumed(logger, opened.Session.Id, Names.Quote(opened.Session.Client), opened.Session.Namespace);
                break;
            case RegistryEvent.SessionOpened opened:
                Log.SessionOpened(logger, opened.Session.Id, Names.Quote(opened.Session.Client), opened.Session.Namespace, opened.Session.Caller.Name);
                break;
            case RegistryEvent.SessionEnded ended:
                Log.SessionEnded(logger, ended.Session.Id, Names.Quote(ended.Session.Client));
                break;
            case RegistryEvent.VitalChanged { To: Vital.Up } back:
                Log.Back(logger, back.Session.Id, Names.Quote(back.Session.Client), back.Session.Instances.Count);
                break;
            case RegistryEvent.VitalChanged { To: Vital.Suspect } suspect:
                Log.Suspect(logger, suspect.Session.Id, Names.Quote(suspect.Session.Client), suspect.Session.Instances.Count);
                break;
            case RegistryEvent.VitalChanged { To: Vital.Dead } dead:
                Log.Dead(logger, dead.Session.Id, Names.Quote(dead.Session.Client), dead.Session.Instances.Count);
                break;
            case RegistryEvent.Believed believed:
                Write(believed);
                break;
            case RegistryEvent.DetectorJoined { Detector: var joined }:
                Log.DetectorJoined(logger, Names.Quote(joined.Name), joined.Location.Name);
                break;
            case RegistryEvent.DetectorLeft { Detector: var left }:
                Log.DetectorLeft(logger, Names.Quote(left.Name), left.Location.Name);
                break;
            case RegistryEvent.LocationBlind { IsBlind: true } blind:
                Log.Blind(logger, blind.Location, blind.Unreached, blind.Asked);
                break;
            case RegistryEvent.LocationBlind sees:
                Log.Sees(logger, sees.Location);
                break;
            case RegistryEvent.ProbeDue or RegistryEvent.Probed:
                break;   // performed and counted
            case RegistryEvent.NotTried untried:
                if (MayWrite()) Log.NotTried(logger, untried.Id, untried.Service, Names.Quote(untried.Address, Limits.Address), Names.Quote(untried.Detector.Name), untried.Detector.Location.Name, Names.Quote(untried.Why, Limits.ProbeEvidence));
                break;
            case RegistryEvent.AilmentChanged { Ailment: { } ailment } ailing:
                Log.SubHealthy(logger, ailing.Id, ailing.Service, Names.Quote(ailment, Limits.EvidenceText));
                break;
            case RegistryEvent.AilmentChanged cured:
                Log.Recovered(logger, cured.Id, cured.Service);
                break;
            case RegistryEvent.ApiTurned turned:
                Log.ApiTurned(logger, turned.Id, turned.Service, turned.Turn.Bad ? "bad" : "good", Names.Quote(turned.Turn.Evidence, Limits.EvidenceText));
                break;
            case RegistryEvent.SelfDoubt { InDoubt: true } doubt:
                Log.InDoubt(logger, doubt.Silent, doubt.Sessions);
                break;
            case RegistryEvent.SelfDoubt:
                Log.Sure(logger);
                break;
            case RegistryEvent.Registered { Quarantined: { } why } registered:
                if (MayWrite()) Log.Quarantined(logger, registered.Id, registered.Service, Names.Quote(registered.Client), why);
                break;
            case RegistryEvent.Rejudged rejudged:
                if (MayWrite()) Log.Rejudged(logger, rejudged.Id, rejudged.Service, rejudged.Admission, rejudged.Why);
                break;
            case RegistryEvent.PolicyApplied applied:
                Log.PolicyApplied(logger, applied.Revision, applied.Judged, applied.Denied, applied.Quarantined, applied.Released);
                break;
            case RegistryEvent.Registered registered:
                if (logger.IsEnabled(LogLevel.Information))   // too many to quote names for nobody
                    Log.Registered(logger, registered.Id, registered.Service, registered.Incarnation, Names.Quote(registered.Client));
                break;
            case RegistryEvent.Removed { Cause: Cause.Policy }:
                break;   // told with the verdict
            case RegistryEvent.Removed removed:
                Log.Removed(logger, removed.Id, removed.Service, removed.Cause);
                break;
            case RegistryEvent.Replaced replaced:
                Log.Replaced(logger, replaced.Id, replaced.Service, Names.Quote(replaced.Loser), Names.Quote(replaced.Winner));
                break;
            case RegistryEvent.OverlayEnded:
                break;   // logged once it is off the record
            case RegistryEvent.Published published:
                Log.Published(logger, published.View.Key, published.View.Revision, published.Changes, published.Subscribers);
                break;
            case RegistryEvent.Departed { Receipt: { Stragglers.Count: 0 } receipt } departed:
                Log.Departed(logger, Names.Quote(departed.Client), receipt.Uncovered);
                break;
            case RegistryEvent.Departed { Receipt: var receipt } departed:
                Log.DepartedUnheard(logger, Names.Quote(departed.Client), receipt.Stragglers.Count + receipt.MoreStragglers, Names.Quote(string.Join(", ", receipt.Stragglers)));
                break;
            case RegistryEvent.Applied:
                break;   // counted, and far too many to be written
            case RegistryEvent.Instructed instructed:
                Log.Instructed(logger, instructed.By.Name, instructed.Request.Command, instructed.Request.Instance, instructed.Request.Service, instructed.Receipt.Outcome, instructed.Receipt.Message.Length == 0 ? "" : Names.Quote(instructed.Receipt.Message, Limits.EvidenceText));
                break;
            case RegistryEvent.SentAway sent:
                Log.SentAway(logger, sent.Streams);
                break;
            case RegistryEvent.Stalled stalled:
                Log.Stalled(logger, stalled.Gap, LastCollection());
                break;
            case RegistryEvent.Refused refused:
                if (MayWrite()) Log.Refused(logger, Names.Quote(refused.Client), refused.Error.Code, refused.Error.Message);
                break;
            default:
                throw new InvalidOperationException($"Unknown event {happened}.");
        }
    }

    /// <summary>What its session does not tell already, in one line for all its instances.</summary>
    private void Write(RegistryEvent.Believed believed)
    {
        var ((service, id), holder, to) = (believed.Instance, believed.Holder, believed.To);
        if (to.Vital == holder && !to.Hard) return;
        if (to.Vital is Vital.Up) Log.SeenAgain(logger, id, service.Key);
        else Log.Believed(logger, id, service.Key, to.Vital, Names.Quote(to.Because, Limits.EvidenceText));
    }

    private bool MayWrite()
    {
        if (time.GetElapsedTime(_windowFrom) >= Window)
        {
            if (_refusals > RefusalsPerWindow) Log.RefusalsUnwritten(logger, _refusals - RefusalsPerWindow);
            (_windowFrom, _refusals) = (time.GetTimestamp(), 0);
        }

        return ++_refusals <= RefusalsPerWindow;
    }

    private static TimeSpan LastCollection()
    {
        var pause = TimeSpan.Zero;
        foreach (var part in GC.GetGCMemoryInfo(GCKind.Any).PauseDurations) pause += part;
        return pause;
    }
}
