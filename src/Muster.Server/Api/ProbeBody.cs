using System.Text.Json;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>Reads how an instance wants to be probed. Every fault is told by field; what its values must be, the registry itself says.</summary>
internal static class ProbeBody
{
    private const string Example = """{"kind":"http","path":"/healthz"}""";

    public static string? Read(string name, JsonElement value, Action<Probe> take)
    {
        if (value.ValueKind is not JsonValueKind.Object) return $"Property {Names.Quote(name)} must be an object, such as {Example}.";

        var probe = new Probe();
        foreach (var field in value.EnumerateObject())
        {
            var inner = $"{name}.{field.Name}";
            var fault = field.Name switch
            {
                "kind" => InstanceField.Text(inner, field.Value, text => probe.Kind = KindOf(text)) ?? (probe.Kind is Probe.Types.Kind.Unspecified ? $"Property '{inner}' must be tcp, http or grpc." : null),
                "path" => InstanceField.Text(inner, field.Value, text => probe.Path = text),
                "service" => InstanceField.Text(inner, field.Value, text => probe.Service = text),
                "interval" => Duration(inner, field.Value, ms => probe.IntervalMs = ms),
                "timeout" => Duration(inner, field.Value, ms => probe.TimeoutMs = ms),
                "fall" => InstanceField.Number(inner, field.Value, number => probe.Fall = number),
                "rise" => InstanceField.Number(inner, field.Value, number => probe.Rise = number),
                _ => $"The body has the unknown property {Names.Quote(inner)}. Known are kind, path, service, interval, timeout, fall and rise.",
            };
            if (fault is not null) return fault;
        }

        if (probe.Kind is Probe.Types.Kind.Unspecified) return $"Property '{name}.kind' is missing. Send the probe such as {Example}.";
        take(probe);
        return null;
    }

    private static Probe.Types.Kind KindOf(string text) => text switch
    {
        "tcp" => Probe.Types.Kind.Tcp,
        "http" => Probe.Types.Kind.Http,
        "grpc" => Probe.Types.Kind.Grpc,
        _ => Probe.Types.Kind.Unspecified,
    };

    private static string? Duration(string name, JsonElement value, Action<uint> take)
    {
        var written = "";
        if (InstanceField.Text(name, value, text => written = text) is { } fault) return fault;
        var (duration, unread) = TimeToLive.Parse(name, written);
        if (unread is null) take((uint)Math.Clamp(duration.TotalMilliseconds, 1, uint.MaxValue));
        return unread;
    }
}
