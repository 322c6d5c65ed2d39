using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Health;
using Muster.Protocol;

namespace Muster.Core.Sessions;

/// <summary>
/// Clients that hold no stream and renew by requests. Each instance has a session of its own; its incarnation comes
/// from the registry.
/// </summary>
internal sealed class ThinClients(ServiceTable services, SessionBook sessions, Registrar registrar)
{
    public ThinAnswer Put(Input.PutThin request, TimeSpan now)
    {
        var candidate = Candidate.Of(new Registration { Service = request.Service.Service, Instance = request.Instance, Probe = request.Probe });
        if (candidate.Fault is { } fault) return Fail(fault);
        if (CallerDirectory.Authorize(request.Caller, Verb.Register, ResourceOf(request.Service)) is { } forbidden) return Fail(forbidden);

        var held = services.Find(request.Service)?.Find(request.Instance.Id);
        if (held is { IsOver: false } standing && !IsHisOwn(standing, request.Caller))
            return Fail(Conflict(request.Service, request.Instance.Id, standing));

        var lease = Lease.OfTimeout(request.TimeToLive);
        var renewal = held is { IsOver: false };
        var session = renewal && held!.Value.Holder is { Signs.Restored: false } current && current.Lease == lease
            ? current
            : sessions.Open(SessionKind.Thin, request.Service.Namespace, request.Caller, ClientOf(request.Caller), lease, now);
        session.Peer = request.Caller.From;

        var result = registrar.Register(session, candidate with { Incarnation = renewal ? held!.Value.Incarnation : 0 }, now);
        if (result.Error is not null)
        {
            if (session.Instances.Count == 0) sessions.End(session);
            return Fail(result.Error);
        }

        if (renewal && held!.Value.Holder is { Instances.Count: 0 } emptied) sessions.End(emptied);

        sessions.Beat(session, now);
        return new(result.Incarnation, lease.Timeout, Created: !renewal, null);
    }

    public ThinAnswer Beat(Input.BeatThin request, TimeSpan now)
    {
        if (CallerDirectory.Authorize(request.Caller, Verb.Register, ResourceOf(request.Service)) is { } forbidden) return Fail(forbidden);
        if (services.Find(request.Service)?.Find(request.Id) is not { IsOver: false } fact)
            return Fail(Errors.Of(ErrorCode.NotFound, $"instance '{request.Id}' of {request.Service} is not registered, or its time to live has run out. Register it again."));
        if (!IsHisOwn(fact, request.Caller)) return Fail(Conflict(request.Service, request.Id, fact));

        if (fact.Holder.Signs.Restored)
            return Put(new(request.Caller, request.Service, Instance.Parser.ParseFrom(fact.Listed.Instance), fact.Holder.Lease.Timeout, fact.Probe), now);

        sessions.Beat(fact.Holder, now);
        return new(fact.Incarnation, fact.Holder.Lease.Timeout, Created: false, null);
    }

    public ThinAnswer Remove(Input.RemoveThin request, TimeSpan now)
    {
        if (CallerDirectory.Authorize(request.Caller, Verb.Register, ResourceOf(request.Service)) is { } forbidden) return Fail(forbidden);
        if (services.Find(request.Service) is not { } service || service.Find(request.Id) is not { } fact)
            return Fail(Errors.Of(ErrorCode.NotFound, $"instance '{request.Id}' of {request.Service} is not registered. Nothing was removed."));
        if (!IsHisOwn(fact, request.Caller)) return Fail(Conflict(request.Service, request.Id, fact));

        registrar.Remove(service, request.Id, fact, Cause.Deregistered, now);
        if (fact.Holder.Vital is not Vital.Dead) sessions.End(fact.Holder);
        return new(fact.Incarnation, TimeSpan.Zero, Created: false, null);
    }

    private static bool IsHisOwn(Fact fact, Caller caller) =>
        fact.Holder.Kind is SessionKind.Thin && fact.Holder.Caller.Name == caller.Name;

    private static Resource ResourceOf(ServiceKey service) => new(service.Namespace, service.Service);

    private static string ClientOf(Caller caller) => $"http:{caller.Name}";

    private static ThinAnswer Fail(Error error) => new(0, TimeSpan.Zero, Created: false, error);

    private static Error Conflict(ServiceKey service, string id, Fact fact) => Errors.Of(
        ErrorCode.Conflict,
        $"instance '{id}' of {service} is held by another client ({fact.Holder.Client}). Use another id, or stop that client first.");
}
