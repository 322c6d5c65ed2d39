using Muster.Core.Catalog;
using Muster.Core.Health;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Tests.Watch;

/// <summary>Lists to test with.</summary>
internal static class SomeView
{
    public static readonly ServiceKey Orders = new("default", "orders");

    public static ServiceView Empty => ServiceView.Empty(Orders, new Core.Watch.Revision(3, 0), stale: false);

    public static ServiceView Of(int instances, int padding = 0) =>
        Empty.With([.. Ids(instances).Select(id => Put(id, padding: padding))], stale: false);

    public static ViewEdit Put(string id, int version = 0, int padding = 0)
    {
        var instance = new Instance { Id = id, Addresses = { $"http://10.0.0.7:{8000 + version}" } };
        if (padding > 0) instance.Metadata.Add("padding", new string('x', padding));
        return new ViewEdit(ListedEntry.Encode(InstanceRules.Encode(instance), Condition.Healthy, isProtected: false));
    }

    public static ViewEdit Remove(string id, Cause cause = Cause.Deregistered) => Put(id) with { Leave = cause };

    public static IEnumerable<string> Ids(int count) => Enumerable.Range(0, count).Select(i => $"i-{i:00000}");

    public static List<Down> Frames(ServiceView view, WatchAnswer answer) =>
        [.. view.Encodings.Frames(answer).Select(frame => Down.Parser.ParseFrom(frame.Span))];
}
