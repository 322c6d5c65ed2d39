using Muster.Protocol;

namespace Muster.Client.Sessions;

/// <summary>
/// Which node to speak to next: one that the last node sent us to; else, of two drawn by chance, the one that failed
/// less often in a row. Never again at once the one that was just lost, if there is another.
/// </summary>
/// <remarks>
/// Drawn from the configured registries and the nodes that the last Welcome named. A client sees no load but its own
/// failures, so among nodes that answer the choice is uniform, and a fleet spreads evenly.
/// </remarks>
internal sealed class RegistryChoice(IList<string> registries, Random random)
{
    /// <summary>However many nodes a registry names, this many are remembered.</summary>
    public const int NamedAtMost = 64;

    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private string[] _named = [];
    private string[] _sentTo = [];
    private string? _last;
    private bool _lastWasLost;

    /// <summary>The node given last; empty before the first.</summary>
    public string Last => _last ?? "";

    /// <summary>How many nodes there are to choose from.</summary>
    public int Known => registries.Union(_named, StringComparer.Ordinal).Count();

    public string Next()
    {
        var next = _sentTo.Length > 0 ? _sentTo[random.Next(_sentTo.Length)] : OfTwo();
        (_sentTo, _last, _lastWasLost) = ([], next, false);
        return next;
    }

    /// <summary>The node given last speaks with us, and names the nodes that could take over.</summary>
    public void Welcomed(Welcome welcome)
    {
        _named = Addresses(welcome.Nodes);
        if (_last is null) return;
        _failures.Remove(_last);
        foreach (var forgotten in _failures.Keys.Except(registries).Except(_named).ToList()) _failures.Remove(forgotten);
    }

    /// <summary>The node given last could not be reached, refused, fell silent, or was lost.</summary>
    public void Failed()
    {
        if (_last is null || _lastWasLost) return;
        _lastWasLost = true;
        _failures[_last] = _failures.GetValueOrDefault(_last) + 1;
    }

    /// <summary>The node given last wants us elsewhere.</summary>
    public void SentAway(GoAway goAway) => _sentTo = Addresses(goAway.Nodes);

    private string OfTwo()
    {
        var known = registries.Concat(_named).Distinct(StringComparer.Ordinal).ToList();
        if (_lastWasLost && known.Count > 1) known.Remove(_last!);

        var one = TakeAny(known);
        if (known.Count == 0) return one;
        var other = TakeAny(known);
        return _failures.GetValueOrDefault(other) < _failures.GetValueOrDefault(one) ? other : one;
    }

    private string TakeAny(List<string> known)
    {
        var index = random.Next(known.Count);
        var taken = known[index];
        known.RemoveAt(index);
        return taken;
    }

    /// <summary>A registry names its nodes as host:port: they are spoken to as it was, so that TLS is never left behind.</summary>
    private string[] Addresses(IEnumerable<string> nodes)
    {
        var scheme = _last?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) is true ? "https://" : "";
        return [.. nodes.Take(NamedAtMost).Select(node => node.Contains("://", StringComparison.Ordinal) ? node : scheme + node)];
    }
}
