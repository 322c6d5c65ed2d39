using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Server.Rpc;

/// <summary>A service in one line.</summary>
internal static class Summary
{
    public static ServiceSummary Of(ServiceFeed feed)
    {
        var view = feed.Current;
        var healthy = 0u;
        foreach (var entry in view.Entries)
            if (entry.State is State.Healthy) healthy++;

        return new()
        {
            Service = view.Key.Service,
            Instances = (uint)view.Entries.Length,
            Healthy = healthy,
            Subscribers = (uint)feed.Subscribers,
            Stale = view.Stale,
            Revision = view.Revision.ToWire(),
            Digest = view.Digest,
        };
    }
}
