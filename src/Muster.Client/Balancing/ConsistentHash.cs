namespace Muster.Client.Balancing;

/// <summary>Weighted rendezvous hashing: every instance draws a time for the key, and the first wins.</summary>
/// <remarks>
/// The time is −ln(u)/w with u = unit(mix(key ⊕ hash of the id)), exponential with rate w, so an instance wins w/Σw of the
/// keys. An instance's times depend on nothing but itself: one that comes or leaves moves only the keys that it wins
/// or had won (1/n of them for equal weights), one that changes its weight only those in between, and no key moves between
/// two others. Costs O(n), with logarithms only when weights differ. Sources: Thaler and Ravishankar, "Using
/// Name-Based Mappings to Increase Hit Rates", IEEE/ACM ToN 6(1), 1998; weights: the logarithmic method of Schindelhauer and
/// Schomaker, "Weighted Distributed Hash Tables", SPAA 2005.
/// </remarks>
internal static class ConsistentHash
{
    /// <param name="skip">Hashes of ids that shall not win.</param>
    /// <returns>The winner's index; −1 when all are skipped.</returns>
    public static int Pick(ReadOnlySpan<ulong> hashes, ReadOnlySpan<double> weights, bool equalWeights, ulong key, ReadOnlySpan<ulong> skip) =>
        equalWeights ? Equal(hashes, key, skip) : Weighted(hashes, weights, key, skip);

    /// <summary>The same winner as <see cref="Weighted"/>: the shortest time is the largest u.</summary>
    private static int Equal(ReadOnlySpan<ulong> hashes, ulong key, ReadOnlySpan<ulong> skip)
    {
        var (winner, largest) = (-1, 0UL);
        for (var i = 0; i < hashes.Length; i++)
        {
            var drawn = Chance.Mix(key ^ hashes[i]) >> 11;
            if ((drawn > largest || winner < 0) && !skip.Contains(hashes[i])) (winner, largest) = (i, drawn);
        }

        return winner;
    }

    private static int Weighted(ReadOnlySpan<ulong> hashes, ReadOnlySpan<double> weights, ulong key, ReadOnlySpan<ulong> skip)
    {
        var (winner, first) = (-1, double.MaxValue);
        for (var i = 0; i < hashes.Length; i++)
        {
            var time = -Math.Log(Chance.Unit(Chance.Mix(key ^ hashes[i]))) / weights[i];
            if (time < first && !skip.Contains(hashes[i])) (winner, first) = (i, time);
        }

        return winner;
    }
}
