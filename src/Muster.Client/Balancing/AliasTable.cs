namespace Muster.Client.Balancing;

/// <summary>Draws an index by weight in constant time: one column by chance, then the column's owner or its alias.</summary>
/// <remarks>Source: Vose, "A Linear Algorithm for Generating Random Numbers with a Given Distribution", IEEE TSE 17(9), 1991.</remarks>
internal sealed class AliasTable
{
    private readonly uint[] _keep;    // of 2^32: how often the column stays with its owner
    private readonly int[] _alias;

    /// <param name="weights">At least one, each above zero.</param>
    public AliasTable(ReadOnlySpan<double> weights)
    {
        (_keep, _alias) = (new uint[weights.Length], new int[weights.Length]);
        var total = 0.0;
        foreach (var weight in weights) total += weight;

        var share = new double[weights.Length];   // 1 is a column's worth
        Stack<int> small = [], large = [];
        for (var i = 0; i < weights.Length; i++)
        {
            share[i] = weights[i] * weights.Length / total;
            (share[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            var (less, more) = (small.Pop(), large.Pop());
            (_keep[less], _alias[less]) = ((uint)(share[less] * uint.MaxValue), more);
            share[more] -= 1 - share[less];
            (share[more] < 1 ? small : large).Push(more);
        }

        foreach (var full in small.Concat(large)) (_keep[full], _alias[full]) = (uint.MaxValue, full);   // what rounding left
    }

    public int Draw(ulong chance)
    {
        var column = (int)((chance >> 32) * (ulong)_keep.Length >> 32);
        return (uint)chance < _keep[column] ? column : _alias[column];
    }
}
