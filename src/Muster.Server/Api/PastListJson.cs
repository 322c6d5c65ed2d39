using System.ComponentModel;
using Muster.Protocol;

namespace Muster.Server.Api;

[Description("Who answered a service at an earlier time.")]
internal sealed record PastListJson(
    string Service,
    [property: Description("The time, by the node's wall clock.")] DateTimeOffset At,
    [property: Description("Since when every change is known.")] DateTimeOffset KnownSince,
    [property: Description("Sorted by id.")] IReadOnlyList<InstanceJson> Instances)
{
    public static PastListJson Of(string service, PastList told) => new(
        service, DateTimeOffset.FromUnixTimeMilliseconds(told.AtMs), DateTimeOffset.FromUnixTimeMilliseconds(told.KnownSinceMs), [.. told.Instances.Select(InstanceJson.Of)]);
}
