using Muster.Core.Catalog;
using Muster.Core.Watch;

namespace Muster.Core.Overlays;

/// <summary>Brings what operators lay over instances, and the end of it, into their services' lists.</summary>
internal sealed class Laying(OverlayBook overlays, ServiceTable services, Registrar registrar, Publisher publisher)
{
    public void Take(IReadOnlyList<OverlayChange> changes, TimeSpan now)
    {
        foreach (var change in changes)
        {
            overlays.Take(change, now);
            registrar.OverlayChanged(change.Key.Service, change.Key.Id, change.Words?.Author ?? "", now);
        }

        foreach (var key in changes.Select(change => change.Key.Service).Distinct())
            if (services.Find(key) is { } service) publisher.Hurry(service, now);   // edits wait for a disk: they outrun no writer
    }

    public void Tick(TimeSpan now)
    {
        foreach (var (service, id) in overlays.Expire(now)) registrar.OverlayChanged(service, id, "", now);
    }
}
