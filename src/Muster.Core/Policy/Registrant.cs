using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Policy;

/// <summary>An instance that a policy has judged, with what it is judged by. A value: it may be judged elsewhere than in the machine.</summary>
/// <param name="Own">What its process said of it; null for one that was turned away.</param>
/// <param name="Wanted">What its process said of it, where it was turned away.</param>
internal readonly record struct Registrant(
    ServiceKey Service, string Id, ListedEntry? Own, Instance? Wanted, Caller Caller, string Peer, bool Restored, Admission Admission)
{
    public static Registrant Of(ServiceKey service, Fact fact) => new(
        service, fact.Listed.Id, fact.Listed, null, fact.Holder.Caller, fact.Holder.Peer, fact.Holder.Signs.Restored,
        fact.Quarantined is null ? Admission.Allowed : Admission.Quarantined);

    public static Registrant Of(Session session, Registration turnedAway) => new(
        new(session.Namespace, turnedAway.Service), turnedAway.Instance.Id, null, turnedAway.Instance, session.Caller, session.Peer, Restored: false, Admission.Denied);

    public Applicant ToApplicant() => new(Service, Said, Caller, Peer, Restored);

    /// <summary>What its process said of it.</summary>
    public Instance Said => Wanted ?? Instance.Parser.ParseFrom(Own!.Value.Instance);
}
