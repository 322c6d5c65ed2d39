using Muster.Core.Catalog;
using Muster.Core.Sessions;

namespace Muster.Core.Instructions;

/// <summary>Who can carry an instruction out: a run of an instance, and the session that it hangs on.</summary>
internal readonly record struct Target(ulong Incarnation, Session Holder)
{
    /// <summary>The connection that an instruction would go by now.</summary>
    public Connection? Connection => Holder.Connection is { Outbox.Ended: false } open ? open : null;

    /// <summary>Who owns an instance: this node, or (null) nobody that it knows of.</summary>
    public static Target? Find(ServiceTable services, ServiceKey service, string id) =>
        services.Find(service)?.Find(id) is { IsOver: false } fact ? new(fact.Incarnation, fact.Holder) : null;
}
