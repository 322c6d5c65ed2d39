using Muster.Core.Access;
using Muster.Core.Health;
using Muster.Core.Overlays;
using Muster.Core.Policy;
using Muster.Core.Probes;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Catalog;

/// <summary>Registers and removes instances: checks, decides who holds the id, and tells who lost it.</summary>
/// <remarks>Called by the machine alone. Every outcome is a result for the caller; nothing here ends a session.</remarks>
internal sealed class Registrar(
    ServiceTable services, Publisher publisher, Tombstones tombstones, OverlayBook overlays, Action<RegistryEvent> happened)
{
    private readonly PresenceSpread _presences = new();

    public required ProbeTable Probes { get; init; }

    public required PolicyBook Policy { get; init; }

    public RegistrationResult Register(Session session, Candidate candidate, TimeSpan now)
    {
        var (service, id, claimed, candidateListed, fault) = candidate;
        if (candidateListed is not { } listed) return Refuse(fault!);
        if (CallerDirectory.Authorize(session.Caller, Verb.Register, new(session.Namespace, service)) is { } forbidden) return Refuse(forbidden);

        var key = new ServiceKey(session.Namespace, service);
        var rule = Policy.Judge(session, key, candidate);
        if (rule.Admission is Admission.Denied)
        {
            TurnAway(session, candidate, now);
            return Refuse(rule.Refusal(key, id), byPolicy: true);
        }

        Policy.Forget(session, service, id);
        var quarantined = rule.Admission is Admission.Quarantined ? rule.Why : null;
        var target = services.GetOrAdd(key);
        var mine = new InstanceRef(target, id);
        var held = target.Find(id);
        if (session.Instances.Count >= Limits.InstancesPerSession && held?.Holder != session)
            return Refuse(Errors.Of(ErrorCode.LimitReached, $"instance '{id}': this session already holds {Limits.InstancesPerSession} instances, which is the limit. Use another process or connection."));

        if (held is { Holder.Kind: SessionKind.Persistent } && session.Kind is not SessionKind.Persistent)
            return Refuse(Errors.Of(ErrorCode.Conflict, $"instance '{id}' of {key} was registered by an {held.Value.Holder.Client}, to stay. Use another id, or let an operator take it out: muster persist remove {service} {id}."));
        if (held?.Holder.Caller.Name != session.Caller.Name && session.Usage is { } usage && QuotaRule.OneMoreInstance(session.Caller, usage) is { } tooMany)
            return Refuse(tooMany);
        var known = held?.Incarnation ?? tombstones.LastOf(key, id);
        if (held is null && claimed == 0) known = Math.Max(known, overlays.NewestRun(key, id));
        var verdict = Claim.Judge(claimed, known, HoldingOf(session, held), IsLater(session, held));

        if (verdict.TooFar)
            return Refuse(Errors.Invalid($"instance '{id}': incarnation {claimed} is more than {Claim.LongestJump} ahead of the last known, {known}. Register with 0 to be given one."));
        if (!verdict.Accepted)
            return Result(RegistrationResult.Types.Outcome.Replaced, 0);

        if (held is { } previous && previous.Holder != session) TakeOver(previous, mine, session);

        var sight = Probes.Watch(mine, verdict.Incarnation, listed, quarantined is null ? candidate.Probe : null, now);
        var belief = Belief.Up.Next(session.Presence, sight);
        overlays.EndRunsBefore(key, id, verdict.Incarnation);
        var slot = target.Put(id, new Fact(
            held is { } same && same.Listed.Version == listed.Version ? same.Listed : listed, session, verdict.Incarnation, belief.Vital,
            Remarks.Of(
                held?.Incarnation == verdict.Incarnation ? held?.Ailment : null, overlays.Over(key, id, verdict.Incarnation), quarantined,
                candidate.Probe is { } probe ? new(probe, belief.Because, belief.Hard, now, sight.DownIn) : null)));
        session.Hold(target, slot);
        publisher.Changed(target, now);
        if (held?.Incarnation != verdict.Incarnation)
            happened(new RegistryEvent.Registered(key, id, verdict.Incarnation, session.Client, quarantined));
        var accepted = Result(RegistrationResult.Types.Outcome.Accepted, verdict.Incarnation);
        accepted.Quarantined = quarantined ?? "";
        return accepted;

        RegistrationResult Refuse(Error error, bool byPolicy = false)
        {
            happened(new RegistryEvent.Refused(session.Client, error)
            {
                By = session.Caller.Name, From = session.Connection?.Peer ?? session.Caller.From, Instance = (new(session.Namespace, service), id), ByPolicy = byPolicy,
            });
            return new() { Service = service, Id = id, Outcome = RegistrationResult.Types.Outcome.Refused, Error = error };
        }

        RegistrationResult Result(RegistrationResult.Types.Outcome outcome, ulong incarnation) =>
            new() { Service = service, Id = id, Outcome = outcome, Incarnation = incarnation };
    }

    /// <summary>Takes an instance out on its holder's word. One that is not there is gone already; one that another process holds stays.</summary>
    public RegistrationResult Deregister(Session session, InstanceKey instance, TimeSpan now)
    {
        var result = new RegistrationResult { Service = instance.Service, Id = instance.Id, Outcome = RegistrationResult.Types.Outcome.Removed };
        Policy.Forget(session, instance.Service, instance.Id);
        if (services.Find(new(session.Namespace, instance.Service)) is not { } service || service.Find(instance.Id) is not { } fact)
            return result;

        if (fact.Holder != session && !IsFormer(fact.Holder, session))
        {
            result.Outcome = RegistrationResult.Types.Outcome.Replaced;
            return result;
        }

        Remove(service, instance.Id, fact, Cause.Deregistered, now);
        return result;
    }

    public void Remove(Service service, string id, Fact fact, Cause cause, TimeSpan now, (string Author, string Reason)? word = null)
    {
        service.Remove(id, cause, word);
        Probes.Forget(new(service, id));
        tombstones.Add(service.Key, id, fact.Incarnation, now);
        overlays.EndRunsBefore(service.Key, id, fact.Incarnation + 1);
        publisher.Changed(service, now);
        services.PerhapsUnused(service);
        happened(new RegistryEvent.Removed(service.Key, id, cause));
    }

    /// <summary>What a session shows changed, and with it perhaps the belief about all that hangs on it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="inVital">Whether more changed than what matters beside what detectors see.</param>
    /// <param name="now">When.</param>
    public void PresenceChanged(Session session, bool inVital, TimeSpan now)
    {
        if (inVital || Probes.Count > 0) _presences.Begin(session, now, Believe);
    }

    public void Tick() => _presences.Tick(Believe);

    /// <summary>A connection broke without goodbye: detectors look at once whether anybody is still there.</summary>
    public void Miss(Session session, TimeSpan now)
    {
        if (Probes.Count == 0) return;
        foreach (var instance in session.Instances) Probes.Hurry(instance, now);
    }

    /// <summary>Detectors see something else than before.</summary>
    public void SightChanged(InstanceRef instance, ulong incarnation, Sight sight, TimeSpan now)
    {
        if (instance.Service.Find(instance.Id) is { } fact && fact.Incarnation == incarnation) Believe(instance, fact, sight, now);
    }

    /// <summary>The belief about an instance's answers changed.</summary>
    public void AilmentChanged(InstanceRef instance, string? ailment, TimeSpan now)
    {
        if (instance.Service.Find(instance.Id) is not { } fact) return;
        instance.Service.Put(instance.Id, fact with { Ailment = ailment });
        publisher.Changed(instance.Service, now);
    }

    /// <summary>What operators laid over an instance changed. One that is not registered gets it when it comes.</summary>
    /// <param name="key">Of its service.</param>
    /// <param name="id">Its own.</param>
    /// <param name="by">Whose doing it is; empty: it ended.</param>
    /// <param name="now">The time.</param>
    public void OverlayChanged(ServiceKey key, string id, string by, TimeSpan now)
    {
        if (services.Find(key) is not { } service || service.Find(id) is not { } fact) return;
        service.Put(id, fact with { Laid = overlays.Over(key, id, fact.Incarnation) }, by);
        publisher.Changed(service, now);
    }

    /// <summary>The policy keeps an instance from consumers, or (with null) no longer.</summary>
    public void Quarantine(Service service, string id, string? why, TimeSpan now)
    {
        if (service.Find(id) is not { } known) return;
        var (instance, fact) = (new InstanceRef(service, id), known with { Quarantined = why });
        service.Put(id, fact);
        publisher.Changed(service, now);
        if (fact.Probe is null) return;

        var isGone = fact.Vital is Vital.Dead && !fact.Holder.Presence.Mute;
        Believe(instance, fact, Probes.Watch(instance, fact.Incarnation, fact.Listed, isGone ? null : fact.Asked, now), now);
    }

    private void Believe(InstanceRef instance, Fact fact, TimeSpan now) =>
        Believe(instance, fact, fact.Probe is null ? Sight.Unasked : Probes.SightOf(instance), now);

    private void Believe(InstanceRef instance, Fact fact, Sight sight, TimeSpan now)
    {
        var belief = fact.Belief.Next(fact.Holder.Presence, sight);
        if (belief == fact.Belief && sight.DownIn == fact.DownIn) return;

        instance.Service.Put(instance.Id, fact.Believing(belief, sight.DownIn, now));
        publisher.Changed(instance.Service, now);
        if (belief.Vital is Vital.Dead && (belief.Hard || fact.Holder.Vital is Vital.Dead) && !fact.Holder.Presence.Mute) Probes.Forget(instance);
        else if (fact.Vital is Vital.Dead && fact.Asked is not null) Probes.Watch(instance, fact.Incarnation, fact.Listed, fact.Asked, now);
        if (belief.Vital != fact.Vital || belief.Hard != fact.Belief.Hard) happened(new RegistryEvent.Believed(instance, fact.Holder.Vital, fact.Belief, belief));
    }

    /// <summary>Tells a client what was decided about its instances, unasked: at once, or when it is back.</summary>
    public static void Tell(Session session, IReadOnlyCollection<RegistrationResult> results)
    {
        if (session.Kind is not SessionKind.Stream) return;
        if (session.Connection is { Outbox.Ended: false } connection)
            foreach (var batch in results.Chunk(Limits.Batch)) connection.Outbox.Put(new Down { Registered = new Registered { Results = { batch } } });
        else
            session.Unheard.AddRange(results);
    }

    /// <summary>Tells a client that is back what was decided meanwhile.</summary>
    public static void TellUnheard(Session session)
    {
        RegistrationResult[] unheard = [.. session.Unheard];
        session.Unheard.Clear();
        Tell(session, unheard);
    }

    private void TurnAway(Session session, Candidate candidate, TimeSpan now)
    {
        var (key, id) = (new ServiceKey(session.Namespace, candidate.Service), candidate.Id);
        if (services.Find(key) is { } service && service.Find(id) is { } held && held.Holder == session) Remove(service, id, held, Cause.Policy, now);
        Policy.TurnAway(session, candidate.ToRegistration());
    }

    private void TakeOver(Fact previous, InstanceRef instance, Session winner)
    {
        var loser = previous.Holder;
        if (loser.Kind is not SessionKind.Stream || previous.IsOver) return;

        var heard = loser.Connection is { Outbox.Ended: false };
        Tell(loser, [new() { Service = instance.Service.Key.Service, Id = instance.Id, Outcome = RegistrationResult.Types.Outcome.Replaced }]);
        if (heard) happened(new RegistryEvent.Replaced(instance.Service.Key, instance.Id, loser.Client, winner.Client));
    }

    /// <summary>The same process under an earlier session, of which a restarted registry knows the names alone.</summary>
    private static bool IsFormer(Session holder, Session session) =>
        holder is { Connection: null, Kind: not (SessionKind.Thin or SessionKind.Persistent) } && holder.Client == session.Client && holder.Caller.Name == session.Caller.Name;

    private static Holding HoldingOf(Session claimant, Fact? held) => held switch
    {
        null => Holding.Nobody,
        { } fact when fact.Holder == claimant => Holding.Same,
        { IsOver: true } => Holding.AnotherDead,
        { Holder.Connection: not null } => Holding.AnotherAlive,
        _ => Holding.AnotherWaiting,
    };

    private static bool IsLater(Session claimant, Fact? held) => held is { } fact && claimant.Id.CompareTo(fact.Holder.Id) > 0;
}
