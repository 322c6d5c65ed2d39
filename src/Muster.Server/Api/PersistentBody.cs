using System.Text.Json;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>Reads what an operator says of an instance without a process. Every fault is told by field.</summary>
internal static class PersistentBody
{
    public const string Empty = $"The body is empty. Send the instance as JSON, such as {Example}.";

    private const string Example = """{"addresses":["postgres://10.0.0.9:5432"],"reason":"the warehouse's database"}""";

    public static string? Read(JsonElement body, PutPersistentRequest into)
    {
        var instance = into.Instance;
        return JsonBody.ReadFields(body, Example, (name, value) => name switch
        {
            "addresses" => InstanceField.Texts(name, value, instance.Addresses.Add),
            "zone" => InstanceField.Text(name, value, text => instance.Zone = text),
            "unit" => InstanceField.Text(name, value, text => instance.Unit = text),
            "weight" => InstanceField.Number(name, value, number => instance.Weight = number),
            "metadata" => InstanceField.Map(name, value, (key, text) => instance.Metadata[key] = text),
            "probe" => ProbeBody.Read(name, value, probe => into.Probe = probe),
            "reason" => InstanceField.Text(name, value, text => into.Reason = text),
            _ => $"The body has the unknown property {Names.Quote(name)}. Known are addresses, zone, unit, weight, metadata, probe and reason.",
        });
    }
}
