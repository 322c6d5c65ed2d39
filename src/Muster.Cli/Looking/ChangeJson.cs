using System.Text.Json.Serialization;
using Muster.Client;
using Muster.Server.Api;

namespace Muster.Cli.Looking;

/// <summary>One line of <c>muster watch -o json</c>. <c>cause</c> is there when the instance left, <c>state</c> and <c>weight</c> when it did not, <c>zone</c>, <c>metadata</c>, <c>evidence</c> and <c>downIn</c> where there is some.</summary>
internal sealed record ChangeJson(
    DateTimeOffset Time, string Change, string Id, string Address, int? Weight, string? Zone, IReadOnlyDictionary<string, string>? Metadata, string? State, string? Evidence, string? Cause, bool Protected, IReadOnlyList<string>? DownIn, string Revision, string Digest)
{
    public static ChangeJson Of(DateTimeOffset time, InstanceChange change, ServiceList list)
    {
        var left = change.Kind is ChangeKind.Removed;
        return new(
            time, Words.Of(change.Kind), change.Instance.Id, change.Instance.Address,
            left ? null : change.Instance.Weight, left || change.Instance.Zone.Length == 0 ? null : change.Instance.Zone, left || change.Instance.Metadata.Count == 0 ? null : change.Instance.Metadata,
            left ? null : Words.Of(change.Instance.State), left || change.Instance.Evidence.Length == 0 ? null : change.Instance.Evidence, left ? Words.Of(change.Cause) : null, change.Instance.Protected,
            left || change.Instance.DownIn.Count == 0 ? null : change.Instance.DownIn,
            list.Revision.ToString(), ApiJson.Hex(list.Digest));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChangeJson))]
internal sealed partial class ChangeJsonContext : JsonSerializerContext;
