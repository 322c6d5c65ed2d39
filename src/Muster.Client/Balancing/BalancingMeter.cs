using System.Diagnostics.Metrics;
using Muster.Client.Outcomes;

namespace Muster.Client.Balancing;

/// <summary>The counters of this folder, in the meter <c>Muster.Client</c>. docs/balancing.md lists them.</summary>
internal static class BalancingMeter
{
    private static readonly Meter Meter = new("Muster.Client");

    private static readonly Counter<long> Picks = Meter.CreateCounter<long>("muster.client.picks", "{pick}", "Instances picked to be called.");
    private static readonly Counter<long> Outcomes = Meter.CreateCounter<long>("muster.client.outcomes", "{call}", "What calls came to, by instance.");
    private static readonly Counter<long> Ejections = Meter.CreateCounter<long>("muster.client.ejections", "{instance}", "Instances left alone for a while because they failed calls.");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("muster.client.retries", "{call}", "Calls tried on another instance, and those for which the budget was used up.");

    public static void Picked(string service) => Picks.Add(1, Of(service));

    public static void Ended(string service, string instance, Outcome outcome) =>
        Outcomes.Add(1, Of(service), new("instance", instance), new("outcome", OutcomeNames.Of(outcome)));

    public static void Ejected(string service) => Ejections.Add(1, Of(service));

    public static void Retried(string service, bool granted) => Retries.Add(1, Of(service), new("granted", granted ? "yes" : "no"));

    private static KeyValuePair<string, object?> Of(string service) => new("service", service);
}
