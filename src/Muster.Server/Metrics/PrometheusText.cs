using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Muster.Server.Metrics;

/// <summary>Keeps the figures of the node's meter, and writes them as Prometheus reads them.</summary>
/// <remarks>It hears of a measurement from the moment it is made, so it is made together with the meter.</remarks>
internal sealed class PrometheusText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly ConcurrentDictionary<Instrument, PrometheusFamily> _families = new();
    private readonly MeterListener _listener = new();

    public PrometheusText(NodeMeter node)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter, node.Meter)) return;
            listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, _ => new(instrument, BoundsOf(instrument))));
        };
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((PrometheusFamily)family!).Take(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((PrometheusFamily)family!).Take(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((PrometheusFamily)family!).Take(value, tags));
        _listener.Start();
    }

    public string Write()
    {
        _listener.RecordObservableInstruments();   // two scrapes at once observe the same
        var text = new StringBuilder();
        foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal)) family.WriteTo(text);
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<int> histogram => Bounds(histogram.Advice),
        Histogram<long> histogram => Bounds(histogram.Advice),
        Histogram<double> histogram => Bounds(histogram.Advice),
        _ => [],
    };

    private static double[] Bounds<T>(InstrumentAdvice<T>? advice)
        where T : struct =>
        [.. (advice?.HistogramBucketBoundaries ?? []).Select(bound => Convert.ToDouble(bound, CultureInfo.InvariantCulture))];
}
