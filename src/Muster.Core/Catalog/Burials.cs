using Muster.Core.Health;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Catalog;

/// <summary>Takes instances out on an operator's word that their processes are gone: at once, whatever else is known of them.</summary>
/// <remarks>
/// Somebody's word is no failure, so no budget limits it and the last instance goes too; what is left is what the budget counts from
/// then on. A process that lives after all is told, and comes back with a higher incarnation.
/// </remarks>
internal sealed class Burials(ServiceTable services, Registrar registrar, SessionBook sessions, Publisher publisher)
{
    public void Take(Input.Bury bury, TimeSpan now)
    {
        var service = services.Find(bury.Service);
        bury.Error = bury.Ids.Select(id => FaultIn(bury.Service, id, service?.Find(id))).FirstOrDefault(fault => fault is not null);
        if (bury.Error is not null) return;

        foreach (var id in bury.Ids.Distinct(StringComparer.Ordinal))
        {
            var fact = service!.Find(id)!.Value;
            if (fact.Holder.Connection is not null) bury.Connected.Add(id);
            registrar.Remove(service, id, fact, Cause.Buried, now, (bury.By, bury.Reason));
            Registrar.Tell(fact.Holder, [new() { Service = service.Key.Service, Id = id, Outcome = RegistrationResult.Types.Outcome.Removed }]);
            if (fact.Holder is { Kind: SessionKind.Thin, Vital: not Vital.Dead }) sessions.End(fact.Holder);
        }

        publisher.Hurry(service!, now);
    }

    private static Error? FaultIn(ServiceKey service, string id, Fact? fact) => fact switch
    {
        null => Errors.Of(ErrorCode.NotFound, $"instance '{id}' of {service} is not registered. Nothing was changed."),
        { Holder.Kind: SessionKind.Persistent } => Errors.Of(ErrorCode.Conflict, $"instance '{id}' of {service} has no process: an operator registered it. Nothing was changed. To take it out: muster persist remove {service.Service} {id}."),
        _ => null,
    };
}
