using Muster.Detection.Rules;
using Muster.Detection.Traffic;

namespace Muster.Detection.Trials;

/// <summary>All rules over the same calls.</summary>
internal static class Contest
{
    public const int Muster = 0, Ratio = 1;

    public static readonly string[] Names = ["Muster", "below 90 % of 10 s", "Envoy, mean − 1.9 σ", "gRPC A50"];

    public static Rule[] Rules(Fleet fleet) => [new MusterRule(fleet), new RatioRule(fleet.Count), new EnvoyRule(fleet.Count), new A50Rule(fleet.Count)];

    public static void Live(Fleet fleet, IEnumerable<Rule> rules)
    {
        fleet.Live();
        foreach (var rule in rules) rule.Take(fleet);
    }

    public static string Words(Errors errors) => errors is Errors.Bursts ? ", in bursts" : "";
}
