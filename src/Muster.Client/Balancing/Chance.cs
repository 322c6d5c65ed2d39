namespace Muster.Client.Balancing;

/// <summary>Random numbers for many threads at once, without a lock: the same seed gives the same numbers.</summary>
/// <remarks>
/// SplitMix64: a counter with a fixed step, mixed. Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number
/// Generators", OOPSLA 2014; the mixing constants are Stafford's variant 13. Not for secrets.
/// </remarks>
internal sealed class Chance(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    public ulong Next() => Mix(Interlocked.Add(ref _state, Step));

    /// <summary>Spreads the bits: every input bit changes every output bit with a chance of about a half.</summary>
    public static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    /// <summary>The bits as a number above 0 and below 1.</summary>
    public static double Unit(ulong bits) => ((bits >> 11) + 0.5) * (1.0 / (1UL << 53));
}
