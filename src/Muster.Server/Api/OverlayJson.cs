using System.ComponentModel;
using Muster.Protocol;
using Muster.Server.Control;

namespace Muster.Server.Api;

[Description("What operators laid over the instances of a service.")]
internal sealed record OverlaysJson(string Service, [property: Description("Sorted by id; only those with an overlay, or in quarantine.")] IReadOnlyList<OverlaidInstanceJson> Instances)
{
    public static OverlaysJson Of(string service, IEnumerable<OverlaidInstance> instances) => new(service, [.. instances.Select(OverlaidInstanceJson.Of)]);
}

[Description("An instance, and all that is laid over it.")]
internal sealed record OverlaidInstanceJson(
    string Id,
    [property: Description("Consumers are told of it.")] bool Listed,
    [property: Description("As getService tells it; null: nobody is known under the id.")] string? State,
    [property: Description("The provider's own word; null: nobody is known under the id.")] ProviderJson? Provider,
    IReadOnlyList<OverlayJson> Overlays,
    [property: Description("Why the admission policy keeps it from consumers; null where it does not.")] string? Quarantined)
{
    public static OverlaidInstanceJson Of(OverlaidInstance instance) => new(
        instance.Id, instance.Listed, instance.Provider is null ? null : ApiJson.Word(instance.State),
        instance.Provider is null ? null : ProviderJson.Of(instance.Provider), [.. instance.Overlays.Select(OverlayJson.Of)],
        instance.Quarantined.Length > 0 ? instance.Quarantined : null);
}

[Description("What a provider said of itself.")]
internal sealed record ProviderJson(IReadOnlyList<string> Addresses, string Zone, string Unit, uint Weight, IReadOnlyDictionary<string, string> Metadata)
{
    public static ProviderJson Of(Instance said) => new(
        said.Addresses, said.Zone, said.Unit, said.HasWeight ? said.Weight : InstanceJson.UsualWeight, new SortedDictionary<string, string>(said.Metadata, StringComparer.Ordinal));
}

[Description("One thing that an operator laid over an instance.")]
internal sealed record OverlayJson(
    [property: Description("standing, weight, zone or label.KEY.")] string Field,
    [property: Description("What consumers get instead; of a standing, drained or disabled.")] string Value,
    [property: Description("run: ends with this run of the instance; id: holds for whoever registers under the id.")] string BoundTo,
    string Reason,
    [property: Description("The caller's name, by his credential.")] string Author,
    DateTimeOffset At,
    [property: Description("Null: until it is taken off.")] DateTimeOffset? Expires,
    [property: Description("Of the edit; for If-Match.")] ulong Revision)
{
    public static OverlayJson Of(LaidOverlay laid)
    {
        var words = laid.Overlay;
        return new(
            OverlayWords.FieldOf(words), OverlayWords.ValueOf(words), words.Incarnation == 0 ? "id" : "run", words.Reason, words.Author,
            DateTimeOffset.FromUnixTimeMilliseconds(words.AtMs), words.ExpiresMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(words.ExpiresMs), laid.Revision);
    }
}
