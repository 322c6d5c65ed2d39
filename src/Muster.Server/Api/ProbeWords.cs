using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>How an instance is probed, in one word: <c>tcp</c>, <c>http:/healthz</c>, <c>grpc</c> or <c>grpc:SERVICE</c>.</summary>
internal static class ProbeWords
{
    /// <summary>Null where a text is none.</summary>
    public static Probe? Parse(string text) => text.Split(':', 2) switch
    {
        ["tcp"] => new() { Kind = Probe.Types.Kind.Tcp },
        ["http"] => new() { Kind = Probe.Types.Kind.Http },
        ["http", ['/', ..] path] => new() { Kind = Probe.Types.Kind.Http, Path = path },
        ["grpc"] => new() { Kind = Probe.Types.Kind.Grpc },
        ["grpc", { Length: > 0 } service] => new() { Kind = Probe.Types.Kind.Grpc, Service = service },
        _ => null,
    };

    /// <summary>Null where nobody asks.</summary>
    public static string? Of(Probe? probe) => probe?.Kind switch
    {
        Probe.Types.Kind.Tcp => "tcp",
        Probe.Types.Kind.Http => probe.Path.Length > 0 ? $"http:{probe.Path}" : "http",
        Probe.Types.Kind.Grpc => probe.Service.Length > 0 ? $"grpc:{probe.Service}" : "grpc",
        _ => null,
    };
}
