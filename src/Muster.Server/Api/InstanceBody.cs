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
        var fault = JsonBody.ReadFields(body, Example, (name, value) => name switch
        {
            "addresses" => InstanceField.Texts(name, value, instance.Addresses.Add),
            "zone" => InstanceField.Text(name, value, text => instance.Zone = text),
            "unit" => InstanceField.Text(name, value, text => instance.Unit = text),
            "weight" => InstanceField.Number(name, value, number => instance.Weight = number),
            "metadata" => InstanceField.Map(name, value, (key, text) => instance.Metadata[key] = text),
            "probe" => ProbeBody.Read(name, value, said => probe = said),
            "ttl" => ReadTimeToLive(name, value, time => timeToLive = time),
            _ => $"The body has the unknown property {Names.Quote(name)}. Known are addresses, zone, unit, weight, metadata, probe and ttl.",
        });
        return (instance, probe, timeToLive, fault);
    }

    private static string? ReadTimeToLive(string name, JsonElement value, Action<TimeSpan> take)
    {
        var written = "";
        if (InstanceField.Text(name, value, text => written = text) is { } fault) return fault;
        var (timeToLive, unreadable) = TimeToLive.Parse(written);
        take(timeToLive);
        return unreadable;
    }
}
