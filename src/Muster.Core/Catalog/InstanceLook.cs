using Muster.Core.Watch;

namespace Muster.Core.Catalog;

/// <summary>How a registered instance stood at one moment.</summary>
/// <param name="Fact">What was known of it.</param>
/// <param name="Shown">What consumers were told of it; null: nothing.</param>
/// <param name="For">How long the belief about its process had held.</param>
internal sealed record InstanceLook(Fact Fact, ListedEntry? Shown, TimeSpan For)
{
    /// <summary>Null where nobody is registered under the id.</summary>
    public static InstanceLook? Of(ServiceTable services, ServiceKey key, string id, TimeSpan now) =>
        services.Find(key) is { } service && service.Find(id) is { } fact ? new(fact, service.Feed.Current.Find(id), now - fact.DeadSince) : null;
}
