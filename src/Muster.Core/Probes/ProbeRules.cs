using Muster.Protocol;

namespace Muster.Core.Probes;

/// <summary>What a provider may ask of detectors, and what it gets where it does not say.</summary>
internal static class ProbeRules
{
    private const uint Interval = 10_000, Timeout = 1_000, Fall = 3, Rise = 2;

    /// <summary>Null when a probe keeps every rule; else the first fault, in words.</summary>
    public static Error? FaultIn(string id, Probe? probe)
    {
        if (probe is null) return null;
        var (asked, fault) = (Complete(probe), default(string));
        if (probe.Kind is not (Probe.Types.Kind.Tcp or Probe.Types.Kind.Http or Probe.Types.Kind.Grpc)) fault = $"kind {(int)probe.Kind} is not known here. Use TCP, HTTP or GRPC";
        else if (probe.Path.Length > 0 && (probe.Kind is not Probe.Types.Kind.Http || !IsPath(probe.Path))) fault = $"path {Names.Quote(probe.Path)}: of HTTP alone, 1 to {Limits.ProbeTarget} visible characters that begin with a slash";
        else if (probe.Service.Length > 0 && (probe.Kind is not Probe.Types.Kind.Grpc || !IsVisible(probe.Service))) fault = $"service {Names.Quote(probe.Service)}: of GRPC alone, at most {Limits.ProbeTarget} visible characters";
        else if (asked.IntervalMs is < Limits.ShortestProbeInterval or > Limits.LongestProbeInterval) fault = $"interval of {probe.IntervalMs} ms: use {Limits.ShortestProbeInterval} to {Limits.LongestProbeInterval}";
        else if (asked.TimeoutMs is < Limits.ShortestProbe or > Limits.LongestProbe || asked.TimeoutMs > asked.IntervalMs) fault = $"timeout of {probe.TimeoutMs} ms: use {Limits.ShortestProbe} to {Limits.LongestProbe}, and no more than the interval";
        else if (asked.Fall > Limits.ProbesInARow || asked.Rise > Limits.ProbesInARow) fault = $"fall {probe.Fall} and rise {probe.Rise}: use at most {Limits.ProbesInARow}";
        return fault is null ? null : Errors.Invalid($"instance '{id}': its probe has {fault}.");
    }

    /// <summary>The probe with every default said, so that no detector needs to know one.</summary>
    public static Probe Complete(Probe probe)
    {
        var complete = probe.Clone();
        if (complete.Kind is Probe.Types.Kind.Http && complete.Path.Length == 0) complete.Path = "/";
        if (complete.IntervalMs == 0) complete.IntervalMs = Interval;
        if (complete.TimeoutMs == 0) complete.TimeoutMs = Timeout;
        if (complete.Fall == 0) complete.Fall = Fall;
        if (complete.Rise == 0) complete.Rise = Rise;
        return complete;
    }

    /// <summary>Whether a success proves that a program answers, and not only a kernel.</summary>
    public static bool IsOfApplication(Probe probe) => probe.Kind is Probe.Types.Kind.Http or Probe.Types.Kind.Grpc;

    private static bool IsPath(string path) => path[0] == '/' && IsVisible(path);

    private static bool IsVisible(string text) => text.Length <= Limits.ProbeTarget && !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
