namespace Muster.Client.Balancing;

/// <summary>Which part of a service this process calls. Pure.</summary>
/// <remarks>
/// Those in doubt (suspect, ejected) stay members, but do not count: whoever falls ill keeps his place, and the next in order
/// steps in beside him for as long.
/// </remarks>
internal static class Subset
{
    /// <summary>Each side of the own zone's border, cut by itself.</summary>
    /// <param name="isHere">One for each member.</param>
    public static double[] Shares(List<Member> members, List<bool> isHere, SubsetOptions rules, ulong consumer)
    {
        var here = new Queue<double>(Shares([.. members.Where((_, index) => isHere[index])], rules, consumer));
        var elsewhere = new Queue<double>(Shares([.. members.Where((_, index) => !isHere[index])], rules, consumer));
        return [.. isHere.Select(side => side ? here.Dequeue() : elsewhere.Dequeue())];
    }

    /// <param name="consumer">A hash of this process's name.</param>
    /// <returns>How much of each member this process calls: nothing is 0, all of it 1.</returns>
    public static double[] Shares(IReadOnlyList<Member> members, SubsetOptions rules, ulong consumer)
    {
        var shares = new double[members.Count];
        if (rules.Size == 0 || members.Count <= rules.Size) Array.Fill(shares, 1);
        else if (rules.Peers > 0) Arc(members, rules, shares);
        else Drawn(members, rules.Size, consumer, shares);
        return shares;
    }

    /// <summary>
    /// Deterministic aperture. The members lie on a ring, ordered by hash; consumer i of M takes the i-th of M equal arcs, and as
    /// many arcs after it as it needs to have <c>Size</c> sound ones. All consumers together go round a whole number of times,
    /// so each member is called exactly as much as any other. A member that two arcs cut is shared. Source: Finagle's deterministic
    /// aperture, twitter.github.io/finagle/guide/ApertureLoadBalancers.html. Counted in whole M-ths of a member.
    /// </summary>
    private static void Arc(IReadOnlyList<Member> members, SubsetOptions rules, double[] shares)
    {
        var ring = Enumerable.Range(0, members.Count).OrderBy(index => members[index].Hash).ToArray();
        long peers = rules.Peers, at = (long)rules.Index * ring.Length, sound = 0;
        for (var arc = 0; arc < peers && sound < rules.Size * peers; arc++)
        {
            for (long left = ring.Length, part; left > 0; (left, at) = (left - part, at + part))
            {
                var index = ring[at / peers % ring.Length];
                part = Math.Min(left, peers - (at % peers));
                shares[index] += (double)part / peers;
                if (members[index].IsSound) sound += part;
            }
        }
    }

    /// <summary>
    /// Rendezvous hashing of consumer and member, the first <c>Size</c> sound ones. Whoever comes or leaves changes one
    /// member at most, and only of those consumers that draw him. A member is drawn by a binomial number of the M consumers: its load
    /// deviates from the mean by √((n − Size)/(Size · M)).
    /// </summary>
    private static void Drawn(IReadOnlyList<Member> members, int size, ulong consumer, double[] shares)
    {
        var sound = 0;
        foreach (var index in Enumerable.Range(0, members.Count).OrderBy(index => Chance.Mix(consumer ^ members[index].Hash)))
        {
            if (sound == size) return;
            shares[index] = 1;
            if (members[index].IsSound) sound++;
        }
    }
}

/// <summary>One who may be called.</summary>
/// <param name="Hash">Of the id.</param>
/// <param name="IsSound">Neither the registry nor this process's own calls speak against him.</param>
internal readonly record struct Member(ulong Hash, bool IsSound);
