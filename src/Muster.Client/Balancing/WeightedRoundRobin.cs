namespace Muster.Client.Balancing;

/// <summary>Turns: in round r, instance i is taken when its running sum of weight passes a whole number.</summary>
/// <remarks>
/// With weights scaled so that the largest is 2^32 − 1, that is: (w·r + offset) mod 2^32 + w ≥ 2^32. Everyone is asked once a
/// round, in order. Over any R rounds an instance is taken R·w/2^32 times, give or take one, whatever came before: the only
/// state is a counter, so a new list needs no carrying over. The offsets, steps of the golden ratio, keep instances of
/// equal weight from being taken in the same round. A turn costs on average n/Σ(w/2^32) questions: one for equal weights, at
/// most n. Source: the static stride scheduler of gRFC A58.
/// </remarks>
internal static class WeightedRoundRobin
{
    private const uint GoldenRatio = 0x9E3779B9;

    /// <summary>Weights scaled to 32 bits; a weight above zero stays above zero.</summary>
    public static uint[] Strides(ReadOnlySpan<double> weights)
    {
        var largest = 0.0;
        foreach (var weight in weights) largest = Math.Max(largest, weight);

        var strides = new uint[weights.Length];
        for (var i = 0; i < weights.Length; i++)
            strides[i] = Math.Max(1, (uint)(weights[i] / largest * uint.MaxValue));
        return strides;
    }

    /// <summary>Whose turn it is. Ends within two rounds, as the largest is taken in nearly every one.</summary>
    /// <param name="question">Counts the questions asked so far, by every thread.</param>
    public static int Pick(ReadOnlySpan<uint> strides, ref ulong question)
    {
        while (true)
        {
            var asked = Interlocked.Increment(ref question);
            var (round, index) = Math.DivRem(asked, (ulong)strides.Length);
            if (IsTurn(strides[(int)index], (uint)index, (uint)round)) return (int)index;
        }
    }

    private static bool IsTurn(uint stride, uint index, uint round)
    {
        var sum = unchecked((stride * round) + (index * GoldenRatio));
        return sum > uint.MaxValue - stride || stride == uint.MaxValue;
    }
}
