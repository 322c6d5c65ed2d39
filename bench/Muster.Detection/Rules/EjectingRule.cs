namespace Muster.Detection.Rules;

/// <summary>
/// Outlier ejection with the defaults of Envoy (config.cluster.v3.OutlierDetection) and of gRPC (gRFC A50): every 10 s, an outlier is left
/// without calls for 30 s times how often that happened, 300 s at most; each 10 s without takes one time back.
/// </summary>
/// <param name="most">The share of instances that may be ejected at once, rounded up.</param>
internal abstract class EjectingRule(int instances, double most) : IntervalRule(instances)
{
    private const int Base = 30, Longest = 300;

    private readonly (int Times, int Until)[] _ejections = new (int, int)[instances];

    protected sealed override void Judge(ReadOnlySpan<(int Calls, int Failed)> interval, int second)
    {
        var seen = interval.ToArray();
        for (var one = 0; one < seen.Length; one++)
            if (Flags(one)) seen[one] = default;   // nobody calls it

        foreach (var one in Outliers(seen))
        {
            if (Flags(one) || !MayEject()) continue;
            var times = _ejections[one].Times + 1;
            _ejections[one] = (times, second + Math.Min(Base * times, Longest));
            Set(one, true);
        }

        for (var one = 0; one < seen.Length; one++)
        {
            var (times, until) = _ejections[one];
            if (Flags(one)) Set(one, second < until);
            else if (times > 0) _ejections[one].Times = times - 1;
        }
    }

    /// <param name="interval">The calls of 10 s; none of the ejected.</param>
    protected abstract IEnumerable<int> Outliers((int Calls, int Failed)[] interval);

    /// <summary>Mean − 1.9 σ of the success rates of all with 100 calls, where these are five.</summary>
    protected static IEnumerable<int> BySuccessRate((int Calls, int Failed)[] interval)
    {
        const int leastHosts = 5, leastCalls = 100;
        const double factor = 1.9;

        var hosts = Enumerable.Range(0, interval.Length).Where(one => interval[one].Calls >= leastCalls).ToArray();
        if (hosts.Length < leastHosts) return [];
        var mean = hosts.Average(one => Success(interval[one]));
        var deviation = Math.Sqrt(hosts.Average(one => Math.Pow(Success(interval[one]) - mean, 2)));
        return hosts.Where(one => Success(interval[one]) < mean - (factor * deviation));
    }

    private bool MayEject() => Enumerable.Range(0, _ejections.Length).Count(Flags) < most * _ejections.Length;
}
