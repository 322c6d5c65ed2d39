namespace Muster.Core.Health;

/// <summary>What the instances of one service have of each API in the last half minute, by one side's word. Made anew in every round.</summary>
internal sealed class FleetSums
{
    private readonly Dictionary<string, (Calls Calls, int Hosts)> _apis = new(StringComparer.Ordinal);
    private long _round = -1;

    public void Add(long round, string api, Calls calls)
    {
        if (_round != round)
        {
            _apis.Clear();
            _round = round;
        }

        if (!Counts(calls)) return;
        var (sum, hosts) = _apis.GetValueOrDefault(api);
        _apis[api] = (sum + calls, hosts + 1);
    }

    /// <summary>An instance's calls, which are among the sums, beside those of the others.</summary>
    public FleetComparison Compare(long round, string api, Calls mine)
    {
        if (_round != round || !Counts(mine)) return default;
        var (sum, hosts) = _apis.GetValueOrDefault(api);
        return hosts == 0 ? default : new(mine, sum - mine, hosts);
    }

    private static bool Counts(Calls calls) => calls.Trials >= FleetComparison.LeastCalls;
}
