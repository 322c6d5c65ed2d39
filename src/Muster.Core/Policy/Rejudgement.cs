using Muster.Core.Catalog;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;
using Outcome = Muster.Protocol.RegistrationResult.Types.Outcome;

namespace Muster.Core.Policy;

/// <summary>Judges all who are in, and all who were turned away, by a policy that is new: a share with every tick.</summary>
/// <remarks>
/// Whoever comes meanwhile was judged by the new policy already. A policy that comes before the end starts it over. When it
/// is over, the lists have changed. Called by the machine alone.
/// </remarks>
internal sealed class Rejudgement(ServiceTable services, Registrar registrar, PolicyBook policy, Publisher publisher, Action<RegistryEvent> happened)
{
    /// <summary>Instances that are judged with one tick, of a policy with few rules.</summary>
    public const int Share = 2_000;

    /// <summary>Comparisons of one instance with one rule that one tick makes at most; a tick judges 400 in any case.</summary>
    private const int Comparisons = 200_000;

    private readonly List<(Session Session, RegistrationResult Result)> _told = [];
    private IEnumerator<bool>? _walk;
    private TimeSpan _now;
    private (int Judged, int Denied, int Quarantined, int Released) _count;

    /// <summary>Takes a policy in, and judges the first share.</summary>
    public void Begin(PolicyChange change, TimeSpan now)
    {
        policy.Take(change);
        _walk = Walk().GetEnumerator();
        _count = default;
        Continue(now);
    }

    /// <summary>Judges the next share, where there is one.</summary>
    public void Continue(TimeSpan now)
    {
        if (_walk is null) return;
        _now = now;
        var over = false;
        for (var left = Math.Clamp(Comparisons / (policy.Policy.Rules.Count + 1), Share / 5, Share); left > 0 && !over; left--) over = !_walk.MoveNext();

        foreach (var same in _told.GroupBy(one => one.Session, one => one.Result)) Registrar.Tell(same.Key, [.. same]);
        _told.Clear();
        if (!over) return;
        _walk = null;
        happened(new RegistryEvent.PolicyApplied(policy.Revision, _count.Judged, _count.Denied, _count.Quarantined, _count.Released));
    }

    private IEnumerable<bool> Walk()
    {
        var turnedAway = policy.Waiters.SelectMany(session => policy.TurnedAway(session).Select(wanted => (session, wanted))).ToList();   // before others are
        for (var place = 0; place < services.InOrder.Count; place++)
        {
            if (services.InOrder[place] is not { } service) continue;
            foreach (var id in service.Facts.Select(fact => fact.Listed.Id).ToArray())
            {
                if (service.Find(id) is not { } fact) continue;
                Judge(service, id, fact);
                yield return true;
            }

            publisher.Hurry(service, _now);   // an operator waits
        }

        foreach (var (session, wanted) in turnedAway)
        {
            if (!policy.Remembers(session, wanted)) continue;
            Hear(session, wanted);
            yield return true;
        }

        foreach (var key in turnedAway.Select(one => new ServiceKey(one.session.Namespace, one.wanted.Service)).Distinct())
        {
            if (services.Find(key) is not { } service) continue;
            publisher.Hurry(service, _now);
            yield return true;
        }
    }

    private void Judge(Service service, string id, Fact fact)
    {
        _count.Judged++;
        var before = fact.Quarantined is null ? Admission.Allowed : Admission.Quarantined;
        if (policy.Policy.Judge(Registrant.Of(service.Key, fact).ToApplicant()) is not { } rule || rule.Admission == before) return;

        var result = new RegistrationResult { Service = service.Key.Service, Id = id };
        switch (rule.Admission)
        {
            case Admission.Denied:
                _count.Denied++;
                (result.Outcome, result.Error) = (Outcome.Refused, rule.Refusal(service.Key, id));
                policy.TurnAway(fact.Holder, new Registration { Service = service.Key.Service, Instance = Instance.Parser.ParseFrom(fact.Listed.Instance), Incarnation = fact.Incarnation, Probe = fact.Probe });
                registrar.Remove(service, id, fact, Cause.Policy, _now, ("", rule.Why));
                break;
            case Admission.Quarantined:
                _count.Quarantined++;
                (result.Outcome, result.Incarnation, result.Quarantined) = (Outcome.Accepted, fact.Incarnation, rule.Why);
                registrar.Quarantine(service, id, rule.Why, _now);
                break;
            default:
                _count.Released++;
                (result.Outcome, result.Incarnation) = (Outcome.Accepted, fact.Incarnation);
                registrar.Quarantine(service, id, null, _now);
                break;
        }

        _told.Add((fact.Holder, result));
        happened(new RegistryEvent.Rejudged(service.Key, id, rule.Admission, rule.Why));
    }

    private void Hear(Session session, Registration wanted)
    {
        _count.Judged++;
        if (policy.Policy.Judge(Registrant.Of(session, wanted).ToApplicant()) is not { Admission: not Admission.Denied } rule) return;

        policy.Forget(session, wanted.Service, wanted.Instance.Id);
        var result = registrar.Register(session, Candidate.Of(wanted), _now);
        _told.Add((session, result));
        if (result.Outcome is not Outcome.Accepted) return;
        _count.Released++;
        happened(new RegistryEvent.Rejudged(new(session.Namespace, wanted.Service), wanted.Instance.Id, rule.Admission, rule.Why));
    }
}
