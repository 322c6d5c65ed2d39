using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Sessions;
using Muster.Protocol;

namespace Muster.Core.Policy;

/// <summary>The policy that holds, and those it has turned away: they are heard again when another one holds.</summary>
/// <remarks>Written by the machine alone. What is remembered of a session ends with it, and is bounded by <see cref="Limits.Batch"/>.</remarks>
internal sealed class PolicyBook
{
    private readonly SortedDictionary<SessionId, Waiting> _turnedAway = [];

    public AdmissionPolicy Policy { get; private set; } = AdmissionPolicy.AllowAll;

    public ulong Revision { get; private set; }

    /// <summary>The sessions of those who were turned away, oldest first.</summary>
    public IReadOnlyList<Session> Waiters => [.. _turnedAway.Values.Select(waiting => waiting.Session)];

    public void Take(PolicyChange change) => (Policy, Revision) = (change.Policy, change.Revision);

    /// <summary>What a session was refused, in the order of names.</summary>
    public IReadOnlyList<Registration> TurnedAway(Session session) =>
        _turnedAway.TryGetValue(session.Id, out var waiting) ? [.. waiting.Wanted.Values] : [];

    /// <summary>Whether it is still refused, and wanted.</summary>
    public bool Remembers(Session session, Registration wanted) =>
        _turnedAway.TryGetValue(session.Id, out var waiting) && waiting.Wanted.TryGetValue((wanted.Service, wanted.Instance.Id), out var standing) && ReferenceEquals(standing, wanted);

    /// <summary>What becomes of one who comes. Without rules nobody is looked at.</summary>
    public AdmissionRule Judge(Session session, ServiceKey service, Candidate candidate) => Policy.Rules.Count == 0
        ? Policy.Otherwise
        : Policy.Judge(new(service, candidate.Said, session.Caller, session.Peer, restored: false))!;

    /// <summary>What becomes of one from before the start: as before, where that cannot be told until its process is back.</summary>
    public AdmissionRule Judge(SavedFact fact)
    {
        if (Policy.Rules.Count == 0) return Policy.Otherwise;
        var caller = new Caller(fact.Caller, []) { Environment = null };
        return Policy.Judge(new(fact.Service, Instance.Parser.ParseFrom(fact.Listed.Instance), caller, peer: "", restored: true)) ?? AdmissionRule.AllowAll;
    }

    public void TurnAway(Session session, Registration registration)
    {
        if (session.Kind is not (SessionKind.Stream or SessionKind.Persistent)) return;   // the others ask again by themselves
        if (!_turnedAway.TryGetValue(session.Id, out var waiting)) _turnedAway[session.Id] = waiting = new(session);
        var key = (registration.Service, registration.Instance.Id);
        if (waiting.Wanted.Count < Limits.Batch || waiting.Wanted.ContainsKey(key)) waiting.Wanted[key] = registration;
    }

    public void Forget(Session session) => _turnedAway.Remove(session.Id);

    public void Forget(Session session, string service, string id)
    {
        if (!_turnedAway.TryGetValue(session.Id, out var waiting) || !waiting.Wanted.Remove((service, id))) return;
        if (waiting.Wanted.Count == 0) _turnedAway.Remove(session.Id);
    }

    private sealed record Waiting(Session Session)
    {
        public SortedDictionary<(string Service, string Id), Registration> Wanted { get; } = new(ByName);

        private static readonly Comparer<(string Service, string Id)> ByName = Comparer<(string Service, string Id)>.Create(
            (one, other) => string.CompareOrdinal(one.Service, other.Service) is not 0 and var order ? order : string.CompareOrdinal(one.Id, other.Id));
    }
}
