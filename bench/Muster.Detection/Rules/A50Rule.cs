namespace Muster.Detection.Rules;

/// <summary>
/// gRPC's outlier detection, both algorithms with all defaults and its limit of a tenth ejected at once.
/// https://github.com/grpc/proposal/blob/master/A50-xds-outlier-detection.md
/// </summary>
internal sealed class A50Rule(int instances) : EjectingRule(instances, most: 0.10)
{
    protected override IEnumerable<int> Outliers((int Calls, int Failed)[] interval) => [.. BySuccessRate(interval), .. ByFailures(interval)];

    /// <summary>More than 85 % of at least 50 calls failed, where five have as many.</summary>
    private static IEnumerable<int> ByFailures((int Calls, int Failed)[] interval)
    {
        const int leastHosts = 5, leastCalls = 50;
        const double most = 0.85;

        var hosts = Enumerable.Range(0, interval.Length).Where(one => interval[one].Calls >= leastCalls).ToArray();
        return hosts.Length < leastHosts ? [] : hosts.Where(one => 1 - Success(interval[one]) > most);
    }
}
