using System.Diagnostics;

namespace Muster.Load.Figures;

/// <summary>Counts durations to within one percent, in constant memory.</summary>
internal sealed class Histogram
{
    private const int Fine = 7;

    private readonly long[] _counts = new long[64 << Fine];
    private long _count;

    /// <summary>Of <see cref="Stopwatch"/>.</summary>
    public void Add(long ticks)
    {
        ticks = Math.Max(1, ticks);
        _count++;
        var power = System.Numerics.BitOperations.Log2((ulong)ticks);
        var fraction = power <= Fine ? ticks << (Fine - power) : ticks >> (power - Fine);
        _counts[(power << Fine) | (int)(fraction & ((1 << Fine) - 1))]++;
    }

    public TimeSpan At(double quantile)
    {
        var wanted = (long)Math.Ceiling(_count * quantile);
        for (var i = 0; i < _counts.Length; i++)
        {
            wanted -= _counts[i];
            if (wanted > 0 || _counts[i] == 0) continue;
            var ticks = Math.ScaleB(1 + ((i & ((1 << Fine) - 1)) / (double)(1 << Fine)), i >> Fine);
            return TimeSpan.FromSeconds(ticks / Stopwatch.Frequency);
        }

        return TimeSpan.Zero;
    }
}
