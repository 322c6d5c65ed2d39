using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Muster.Server.Api;

namespace Muster.Cli.Looking;

/// <summary>What <c>muster instances -o json</c> prints: the service as the HTTP API tells it, and what operators laid over whom, if anything.</summary>
internal sealed record InstancesJson(
    string Service, RevisionJson Revision, string Digest, bool Stale, int Hidden, int Budget, int Proven, IReadOnlyList<InstanceJson> Instances,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<OverlaidInstanceJson>? Overlays);

[JsonSerializable(typeof(InstancesJson))]
internal sealed partial class InstancesJsonContext : JsonSerializerContext
{
    public static readonly InstancesJsonContext Plain = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
