using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Muster.Server.Metrics;

/// <summary>The figures of one instrument, by labels. Any thread adds; a scrape writes them out.</summary>
/// <remarks>Instruments that count by labels are observable, over closed sets: no figure ever goes away.</remarks>
internal sealed class PrometheusFamily
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Figure> _figures = new(StringComparer.Ordinal);
    private readonly Instrument _instrument;
    private readonly PrometheusName _name;
    private readonly double[] _bounds;
    private readonly bool _sums;

    /// <param name="instrument">Where the figures come from.</param>
    /// <param name="bounds">The upper ends of a histogram's buckets, rising; empty for other kinds.</param>
    public PrometheusFamily(Instrument instrument, double[] bounds)
    {
        (_instrument, _name, _bounds) = (instrument, PrometheusName.Of(instrument), bounds);
        _sums = !instrument.IsObservable && instrument.GetType().GetGenericTypeDefinition() != typeof(Gauge<>);
        if (!instrument.IsObservable && _name.Type is "counter" or "histogram") _figures[""] = new Figure(bounds.Length + 1);
    }

    public string Name => _name.Family;

    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = tags.IsEmpty ? "" : PrometheusLabels.Write(tags);
        lock (_lock)
        {
            if (!_figures.TryGetValue(labels, out var figure))
                _figures[labels] = figure = new Figure(_bounds.Length + 1);
            if (_name.Type is "histogram") figure.InBucket[BucketOf(value)]++;
            figure.Value = _sums ? figure.Value + value : value;
        }
    }

    /// <summary>Appends the family's lines; nothing when there is no figure.</summary>
    public void WriteTo(StringBuilder text)
    {
        lock (_lock)
        {
            if (_figures.Count == 0) return;

            text.Append("# HELP ").Append(Name).Append(' ').Append(PrometheusLabels.EscapeHelp(_instrument.Description ?? "")).Append('\n');
            text.Append("# TYPE ").Append(Name).Append(' ').Append(_name.Type).Append('\n');
            if (_name.Unit is not null) text.Append("# UNIT ").Append(Name).Append(' ').Append(_name.Unit).Append('\n');
            foreach (var (labels, figure) in _figures)
            {
                if (_name.Type is "histogram") WriteHistogramLocked(text, labels, figure);
                else Line(text, Name, labels, Number(figure.Value));
            }
        }
    }

    private void WriteHistogramLocked(StringBuilder text, string labels, Figure figure)
    {
        var comma = labels.Length > 0 ? "," : "";
        var count = 0L;

        for (var bucket = 0; bucket <= _bounds.Length; bucket++)
        {
            count += figure.InBucket[bucket];
            var end = bucket < _bounds.Length ? Number(_bounds[bucket]) : "+Inf";
            Line(text, $"{Name}_bucket", $"{labels}{comma}le=\"{end}\"", Number(count));
        }

        Line(text, $"{Name}_sum", labels, Number(figure.Value));
        Line(text, $"{Name}_count", labels, Number(count));
    }

    private int BucketOf(double value)
    {
        var bucket = 0;
        while (bucket < _bounds.Length && value > _bounds[bucket]) bucket++;
        return bucket;
    }

    private static void Line(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value).Append('\n');
    }

    private static string Number(double value) => value.ToString("0.################", CultureInfo.InvariantCulture);

    private sealed class Figure(int buckets)
    {
        public double Value { get; set; }

        public long[] InBucket { get; } = new long[buckets];
    }
}
