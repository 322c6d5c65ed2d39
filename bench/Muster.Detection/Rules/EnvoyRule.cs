namespace Muster.Detection.Rules;

/// <summary>
/// Envoy's rule of success rates alone, without its limit of a tenth ejected at once, so that it may find all that it sees.
/// https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/outlier#success-rate
/// </summary>
internal sealed class EnvoyRule(int instances) : EjectingRule(instances, most: 1)
{
    protected override IEnumerable<int> Outliers((int Calls, int Failed)[] interval) => BySuccessRate(interval);
}
