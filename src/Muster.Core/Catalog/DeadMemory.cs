using Muster.Core.Health;
using Muster.Core.Sessions;
using Muster.Protocol;

namespace Muster.Core.Catalog;

/// <summary>The dead, oldest first: they count for the ejection budget for a while, then they are removed.</summary>
internal sealed class DeadMemory(Registrar registrar)
{
    /// <summary>How long a dead instance counts for the ejection budget, and is remembered.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);

    private readonly Queue<(TimeSpan At, InstanceRef Instance)> _deaths = new();

    public void Add(InstanceRef instance, TimeSpan now) => _deaths.Enqueue((now, instance));

    public void Forget(TimeSpan now)
    {
        while (_deaths.TryPeek(out var oldest) && now - oldest.At >= Kept)
        {
            var (service, id) = _deaths.Dequeue().Instance;
            if (service.Find(id) is not { Vital: Vital.Dead } fact || now - fact.DeadSince < Kept) continue;   // back, or died again since
            if (fact.Holder.Kind is not SessionKind.Persistent && service.Feed.Current.Find(id) is null) registrar.Remove(service, id, fact, Cause.Expired, now);
            else _deaths.Enqueue((now, new(service, id)));   // protected, so still listed; or an operator's, which stays until he takes it out
        }
    }
}
