using System.ComponentModel;
using Muster.Core;
using Muster.Core.Catalog;
using Muster.Core.Health;

namespace Muster.Server.Api;

[Description("What stands now, and what keeps it standing.")]
internal sealed record LeaseJson(
    string Namespace,
    string Service,
    string Id,
    [property: Description("Orders the claims to this id; given by the registry.")] ulong Incarnation,
    [property: Description("How long the instance is believed without a heartbeat.")] string Ttl,
    [property: Description("Beat this often: a third of the ttl.")] string Heartbeat)
{
    public static LeaseJson Of(ServiceKey service, string id, ThinAnswer answer) => new(
        service.Namespace, service.Service, id, answer.Incarnation,
        TimeToLive.Write(answer.TimeToLive), TimeToLive.Write(Lease.OfTimeout(answer.TimeToLive).Heartbeat));
}
