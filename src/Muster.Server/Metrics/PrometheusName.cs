using System.Diagnostics.Metrics;

namespace Muster.Server.Metrics;

/// <summary>What an instrument is called where Prometheus reads it: <c>muster.step.duration</c> in <c>s</c> is <c>muster_step_duration_seconds</c>.</summary>
internal readonly record struct PrometheusName(string Family, string Type, string? Unit)
{
    public static PrometheusName Of(Instrument instrument)
    {
        var unit = instrument.Unit switch
        {
            "s" => "seconds",
            "By" => "bytes",
            null or "" => null,
            ['{', ..] => null,   // a count of what the name says
            var other => throw new NotSupportedException($"Instrument {instrument.Name} is in {other}. Use base units: s or By."),
        };
        var type = TypeOf(instrument.GetType().GetGenericTypeDefinition());
        var name = instrument.Name.Replace('.', '_');
        if (unit is not null) name += $"_{unit}";
        return new(type is "counter" ? $"{name}_total" : name, type, unit);
    }

    private static string TypeOf(Type kind) =>
        kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? "counter"
        : kind == typeof(UpDownCounter<>) || kind == typeof(ObservableGauge<>) || kind == typeof(Gauge<>) ? "gauge"
        : kind == typeof(Histogram<>) ? "histogram"
        : throw new NotSupportedException($"No Prometheus type for {kind.Name}.");
}
