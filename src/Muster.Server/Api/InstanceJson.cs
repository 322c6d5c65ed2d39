using System.ComponentModel;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Server.Api;

[Description("One process, or one port of one, that answers a service.")]
internal sealed record InstanceJson(
    string Id,
    [property: Description("Changes whenever anything of the instance changes: 16 hexadecimal digits.")] string Version,
    [property: Description("URIs; the first is preferred.")] IReadOnlyList<string> Addresses,
    string Zone,
    string Unit,
    [property: Description("Its share of the calls, 0 to 10000.")] uint Weight,
    IReadOnlyDictionary<string, string> Metadata,
    [property: Description("healthy, sub-healthy, suspect, or (only together with protected) dead.")] string State,
    [property: Description("Judged dead, and still listed: hiding it would hide too many.")] bool Protected,
    [property: Description("Why it is not healthy, as it was when it became so; of a healthy one that an operator registered, persistent.")] string Evidence,
    [property: Description("Locations whose detectors cannot reach it while the others can: consumers there do well to spare it.")] IReadOnlyList<string> DownIn)
{
    /// <summary>The weight of an instance that names none.</summary>
    public const uint UsualWeight = 100;

    public static InstanceJson Of(ListedEntry entry) => Of(entry.Decode());

    public static InstanceJson Of(Listed listed)
    {
        var instance = listed.Instance;
        return new(
            instance.Id, ApiJson.Hex(listed.Version), instance.Addresses, instance.Zone, instance.Unit,
            instance.HasWeight ? instance.Weight : UsualWeight,
            new SortedDictionary<string, string>(instance.Metadata, StringComparer.Ordinal), ApiJson.Word(listed.State), listed.Protected, listed.Evidence, listed.DownIn);
    }
}
