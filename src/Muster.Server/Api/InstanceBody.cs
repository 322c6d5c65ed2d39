using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>Reads what a thin client says of its instance. Every fault is told by line or by field.</summary>
internal static class InstanceBody
{
    private const string Example = """{"addresses":["http://10.0.0.7:8080"],"ttl":"30s"}""";
    private const string Empty = $"The body is empty. Send the instance as JSON, such as {Example}.";

    public static async Task<(Instance? Instance, Probe? Probe, TimeSpan TimeToLive, Problem? Problem)> ReadAsync(HttpRequest request, string id, CancellationToken cancel)
    {
        var (instance, probe, timeToLive) = (new Instance(), default(Probe), default(TimeSpan));
        var problem = await JsonBody.ReadAsync(
            request, Empty,
            body =>
            {
                (instance, probe, timeToLive, var fault) = Read(body, id);
                return fault;
            },
            cancel);
        return problem is null ? (instance, probe, timeToLive, null) : (null, null, default, problem);
    }

    private static (Instance Instance, Probe? Probe, TimeSpan TimeToLive, string? Fault) Read(JsonElement body, string id)
    {
        var instance = new Instance { Id = id };
        var timeToLive = TimeToLive.Default;
        Probe? probe = null;
        if (body.ValueKind is not JsonValueKind.Object) return (instance, probe, timeToLive, $"The body is not a JSON object. Send one, such as {Example}.");

        foreach (var field in body.EnumerateObject())
        {
            var (name, value) = (field.Name, field.Value);
            string? fault = null;
            switch (name)
            {
                case "addresses": fault = InstanceField.Texts(name, value, instance.Addresses.Add); break;
                case "zone": fault = InstanceField.Text(name, value, text => instance.Zone = text); break;
                case "unit": fault = InstanceField.Text(name, value, text => instance.Unit = text); break;
                case "weight": fault = InstanceField.Number(name, value, number => instance.Weight = number); break;
                case "metadata": fault = InstanceField.Map(name, value, (key, text) => instance.Metadata[key] = text); break;
                case "probe": fault = ProbeBody.Read(name, value, said => probe = said); break;
                case "ttl":
                    var written = "";
                    fault = InstanceField.Text(name, value, text => written = text);
                    if (fault is null) (timeToLive, fault) = TimeToLive.Parse(written);
                    break;
                default:
                    fault = $"The body has the unknown property {Names.Quote(name)}. Known are addresses, zone, unit, weight, metadata, probe and ttl.";
                    break;
            }

            if (fault is not null) return (instance, probe, timeToLive, fault);
        }

        return (instance, probe, timeToLive, null);
    }
}
