using Muster.Core.Access;
using Muster.Core.Health;
using Muster.Core.Policy;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Catalog;

/// <summary>An operator registered an instance, changed it, or (without words) took it out.</summary>
internal readonly record struct PersistentChange(ServiceKey Service, string Id, PersistentInstance? Words);

/// <summary>Instances that operators registered: no process speaks for them, so nobody's silence ends them.</summary>
/// <remarks>
/// Each hangs on a session of its own, which stands outside the book of sessions: it is up for ever, and what else is known of
/// its instance (calls that fail, probes) is judged as of any other. Written by the machine alone.
/// </remarks>
internal sealed class PersistentRoll(ServiceTable services, Registrar registrar, PolicyBook policy, Publisher publisher)
{
    private readonly Dictionary<(ServiceKey Service, string Id), Session> _sessions = [];
    private ulong _number;

    /// <summary>Operators' edits wait for a disk, so their lists wait for no window.</summary>
    public void Take(IReadOnlyList<PersistentChange> changes, TimeSpan now)
    {
        foreach (var change in changes) Take(change, now);
        foreach (var key in changes.Select(change => change.Service).Distinct())
            if (services.Find(key) is { } service) publisher.Hurry(service, now);
    }

    private void Take(PersistentChange change, TimeSpan now)
    {
        var (service, id, words) = change;
        if (_sessions.Remove((service, id), out var before)) policy.Forget(before);
        if (words is null)
        {
            if (services.Find(service) is { } known && known.Find(id) is { Holder.Kind: SessionKind.Persistent } fact)
                registrar.Remove(known, id, fact, Cause.Deregistered, now);
            return;
        }

        var session = _sessions[(service, id)] = SessionOf(service, words, now);
        var registration = new Registration { Service = service.Service, Instance = words.Instance, Incarnation = words.Incarnation, Probe = words.Probe };
        if (registrar.Register(session, Candidate.Of(registration), now).Outcome is not RegistrationResult.Types.Outcome.Replaced) return;
        registration.Incarnation = 0;   // somebody held the id at a later one meanwhile
        registrar.Register(session, Candidate.Of(registration), now);
    }

    /// <summary>Its caller is the operator, so that a policy judges it by his credential.</summary>
    private Session SessionOf(ServiceKey service, PersistentInstance words, TimeSpan now)
    {
        var right = new Grant(service.Namespace, service.Service, new HashSet<Verb> { Verb.Register });
        var caller = new Caller(words.Author, [right]) { Environment = words.Environment };
        return new(new SessionId(0, ++_number), SessionKind.Persistent, service.Namespace, caller, Lease.OfTimeout(Lease.LongestTimeout), now) { Client = $"operator {words.Author}" };
    }
}
