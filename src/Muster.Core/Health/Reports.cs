using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Sessions;
using Muster.Protocol;

namespace Muster.Core.Health;

/// <summary>Takes reports in: checks each line, finds the instance it is about, and hands it to the <see cref="HealthTable"/>.</summary>
/// <remarks>
/// A line about an instance that is not here is let go: it may have left a moment ago. The voice of a caller is the address
/// that it is seen at: what a process says of itself would let one pass for many.
/// </remarks>
internal sealed class Reports(ServiceTable services, HealthTable health)
{
    /// <summary>Counts of a longer time say nothing about now.</summary>
    private const uint LongestPeriod = 60_000;

    /// <summary>Instances of one service of one session that a line without an id can mean.</summary>
    private const int MostMeant = 16;

    private const ulong MostCalls = 1_000_000_000;

    /// <summary>Takes a report in. Answers the first line that breaks a rule, with its service; the others count.</summary>
    public (Error Error, string Service)? Take(Session session, Report report, TimeSpan now)
    {
        (Error Error, string Service)? first = null;

        foreach (var status in report.Statuses) Declare(session, status, now);

        if (report.PeriodMs > LongestPeriod) return null;
        foreach (var line in report.Answered)
        {
            if (FaultIn(line) is { } fault) first ??= (fault, line.Service);
            else if (Answered(session, line, now) is { } tooMany) first ??= (tooMany, line.Service);
        }

        var voice = VoiceOf(session);
        foreach (var line in report.Made)
        {
            if ((FaultIn(line) ?? Forbidden(session, line.Service)) is { } fault) first ??= (fault, line.Service);
            else Made(session, voice, line, now);
        }

        return first;
    }

    private void Declare(Session session, ServiceStatus status, TimeSpan now)
    {
        var degraded = status.Status switch
        {
            ServiceStatus.Types.Status.Serving => null,
            ServiceStatus.Types.Status.Degraded when status.Reason.Length == 0 => "degraded by its own word",
            ServiceStatus.Types.Status.Degraded => Evidence.Cut($"degraded by its own word: {status.Reason}"),
            _ => "",   // of a later version of the protocol
        };
        if (degraded is "" || services.Find(new(session.Namespace, status.Service)) is not { } service) return;
        if (service.Find(status.Id)?.Holder == session) health.Declare(new(service, status.Id), degraded, now);
    }

    private Error? Answered(Session session, CallCounts line, TimeSpan now)
    {
        if (services.Find(new(session.Namespace, line.Service)) is not { } service) return null;
        var calls = Calls.Of(line.Total, line.Succeeded, line.Cancelled);
        if (line.Id.Length > 0)
        {
            if (service.Find(line.Id)?.Holder == session) health.Add(new(service, line.Id), Side.Own, line.Api, "", now, calls);
            return null;
        }

        var meant = session.InstancesOf(service);
        if (meant.Count > MostMeant)
            return Errors.Of(ErrorCode.LimitReached, $"api {Names.Quote(line.Api)}: this session holds {meant.Count} instances of '{line.Service}'. Name the instance; without an id, at most {MostMeant} can be meant.");
        foreach (var id in meant) health.Add(new(service, id), Side.Own, line.Api, "", now, calls);
        return null;
    }

    private void Made(Session session, string voice, CallCounts line, TimeSpan now)
    {
        if (services.Find(new(session.Namespace, line.Service)) is not { } service || service.Find(line.Id) is not { } fact) return;
        if (fact.Holder == session) return;   // praise of oneself is the provider's word, not a caller's
        health.Add(new(service, line.Id), Side.Callers, line.Api, voice, now, Calls.Of(line.Total, line.Succeeded, line.Cancelled));
    }

    private static Error? FaultIn(CallCounts line)
    {
        if (line.Api.Length is 0 or > Limits.Api || line.Api.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0)
            return Errors.Invalid($"api {Names.Quote(line.Api)} of service {Names.Quote(line.Service)}: use 1 to {Limits.Api} characters, none of them a control character.");
        if (line.Total > MostCalls || line.Succeeded > line.Total || line.Cancelled > line.Total - line.Succeeded)
            return Errors.Invalid($"api {Names.Quote(line.Api)} of service {Names.Quote(line.Service)}: of {line.Total} calls {line.Succeeded} succeeded and {line.Cancelled} were cancelled. Give at most {MostCalls}, and no more outcomes than calls.");
        return null;
    }

    private static Error? Forbidden(Session session, string service) =>
        CallerDirectory.Authorize(session.Caller, Verb.Subscribe, new(session.Namespace, service));

    private static string VoiceOf(Session session)
    {
        var peer = session.Connection?.Peer ?? session.Client;
        return peer.LastIndexOf(':') is > 0 and var port ? peer[..port] : peer;
    }
}
