using System.ComponentModel;
using Muster.Core.Watch;

namespace Muster.Server.Api;

[Description("Who answers a service.")]
internal sealed record ServiceJson(
    string Service,
    RevisionJson Revision,
    [property: Description("Proves two lists equal: 16 hexadecimal digits.")] string Digest,
    [property: Description("Known from before the registry's restart, and not all providers are back yet.")] bool Stale,
    [property: Description("How many more are known, but judged dead and left out.")] int Hidden,
    [property: Description("How many may be left out for having fallen silent.")] int Budget,
    [property: Description("How many of the hidden are proven dead: these may exceed the budget.")] int Proven,
    [property: Description("Sorted by id.")] IReadOnlyList<InstanceJson> Instances)
{
    public static ServiceJson Of(ServiceView view)
    {
        var instances = new List<InstanceJson>(view.Entries.Length);
        foreach (var entry in view.Entries) instances.Add(InstanceJson.Of(entry));
        return new(view.Key.Service, RevisionJson.Of(view.Revision), ApiJson.Hex(view.Digest), view.Stale, view.Withheld.Hidden, view.Withheld.Budget, view.Withheld.Proven, instances);
    }
}
