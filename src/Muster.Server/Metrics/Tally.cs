using System.Diagnostics.Metrics;
using System.Text.Json;

namespace Muster.Server.Metrics;

/// <summary>Counts by the values of a closed set. Any thread adds; every value is reported from the start, if only as 0.</summary>
/// <param name="label">What the set is called in a measurement.</param>
internal sealed class Tally<TValue>(string label)
    where TValue : struct, Enum
{
    private static readonly TValue[] Values = Enum.GetValues<TValue>();

    private readonly long[] _counts = new long[Values.Length];

    private readonly KeyValuePair<string, object?>[] _labels =
        [.. Values.Select(value => KeyValuePair.Create<string, object?>(label, Word(value)))];

    public void Add(TValue value)
    {
        var at = Array.IndexOf(Values, value);
        if (at < 0) throw new ArgumentOutOfRangeException(nameof(value), value, "Not in the set.");
        Interlocked.Increment(ref _counts[at]);
    }

    public IEnumerable<Measurement<long>> Read()
    {
        for (var at = 0; at < _counts.Length; at++)
            yield return new(Interlocked.Read(ref _counts[at]), _labels[at]);
    }

    /// <summary>How a value is called in a measurement: <c>SubHealthy</c> is <c>sub-healthy</c>.</summary>
    public static string Word(TValue value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
