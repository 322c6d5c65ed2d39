using System.ComponentModel;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Server.Api;

[Description("The services of a namespace that the caller may list, sorted by name.")]
internal sealed record ServicesJson(string Namespace, IReadOnlyList<ServiceLineJson> Services);

[Description("A service in few words.")]
internal sealed record ServiceLineJson(
    string Service,
    [property: Description("How many are listed.")] int Instances,
    [property: Description("How many of those are healthy.")] int Healthy,
    [property: Description("Live streams that follow the service.")] int Subscribers,
    bool Stale,
    RevisionJson Revision,
    string Digest)
{
    public static ServiceLineJson Of(ServiceFeed feed)
    {
        var view = feed.Current;
        var healthy = 0;
        foreach (var entry in view.Entries)
            if (entry.State is State.Healthy) healthy++;

        return new(view.Key.Service, view.Entries.Length, healthy, feed.Subscribers, view.Stale, RevisionJson.Of(view.Revision), ApiJson.Hex(view.Digest));
    }
}
