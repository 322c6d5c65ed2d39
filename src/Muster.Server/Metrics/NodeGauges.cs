using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.InteropServices;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Server.Metrics;

/// <summary>Figures that are looked up when somebody asks for them: what stands in the registry and in the node now.</summary>
/// <remarks>Counting instances reads every published list: microseconds per thousand, and the registry does not wait.</remarks>
internal sealed class NodeGauges
{
    private static readonly State[] States = [State.Healthy, State.SubHealthy, State.Suspect, State.Dead];

    private readonly NodeMeter _node;
    private readonly Registry _registry;
    private readonly TimeProvider _time;

    public NodeGauges(NodeMeter node, Registry registry, RegistryOptions options, TimeProvider time)
    {
        (_node, _registry, _time) = (node, registry, time);
        var meter = node.Meter;
        var startedAt = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

        meter.CreateObservableGauge("muster.sessions", () => _registry.Sessions, "{session}", "Sessions that are alive or waited for.");
        meter.CreateObservableGauge("muster.services", () => _registry.Views.All().Count, "{service}", "Services that somebody registers or follows.");
        meter.CreateObservableGauge("muster.subscribers", () => _registry.Views.All().Sum(feed => (long)feed.Subscribers), "{subscription}", "Subscriptions of live streams.");
        meter.CreateObservableGauge("muster.lagging.connections", () => _node.Laggards.Count(_time), "{connection}", "Connections that have kept a push waiting for 1 s or longer: their consumers may hold older lists.");
        meter.CreateObservableGauge("muster.push.window", () => LongestWindow().TotalSeconds, "s", "How long the changes of the most followed service are collected, after a first push, to be pushed together.");
        meter.CreateObservableGauge("muster.instances", CountInstances, "{instance}", "Listed instances, by state.");
        meter.CreateObservableGauge("muster.instances.reported", () => _registry.Reported, "{instance}", "Instances of which calls or a status were reported of late.");
        meter.CreateObservableGauge("muster.instances.hidden", () => _registry.Views.All().Sum(feed => (long)feed.Current.Withheld.Hidden), "{instance}", "Instances that are judged dead and left out of their list.");
        meter.CreateObservableGauge("muster.instances.hidden.proven", () => _registry.Views.All().Sum(feed => (long)feed.Current.Withheld.Proven), "{instance}", "Instances among the hidden whose death is proven: they may exceed the ejection budget.");
        meter.CreateObservableGauge("muster.instructions.open", () => _registry.Instructions, "{instruction}", "Instructions that await their result.");
        meter.CreateObservableGauge("muster.doubt", () => _registry.InDoubt ? 1 : 0, null, "1 while the node doubts itself: nobody is judged dead or sub-healthy.");
        meter.CreateObservableCounter("muster.collections.paused", static () => GC.GetTotalPauseDuration().TotalSeconds, "s", "Time in which garbage collections paused the node. Pauses of more than a second are also counted as stalls.");
        meter.CreateObservableGauge("muster.instances.probed", () => _registry.Probed, "{instance}", "Instances that detectors ask whether they are there.");
        meter.CreateObservableGauge("muster.detectors", CountDetectors, "{detector}", "Detectors, this node among them, by location.");
        meter.CreateObservableGauge("muster.blind", LookForBlind, null, "1 while a location fails to reach most of its targets and has no vote.");
        meter.CreateObservableCounter("muster.quota.refusals", () => CountOver(options.Callers.Usages), "{refusal}", "What callers were refused because their credential's quota was used up, by quota.");
        meter.CreateObservableGauge("muster.loop.queue", () => _node.Waiting, "{input}", "Inputs that wait for the registry.");
        meter.CreateObservableGauge("muster.checkpoint.age", () => OfCheckpoint(last => _time.GetElapsedTime(last.At).TotalSeconds), "s", "Time since the facts were last written down.");
        meter.CreateObservableGauge("muster.checkpoint.duration", () => OfCheckpoint(last => last.Duration.TotalSeconds), "s", "What it took to write the facts down the last time.");
        meter.CreateObservableGauge("muster.checkpoint.size", () => OfCheckpoint(last => (double)last.Bytes), "By", "What the last checkpoint takes on disk.");
        meter.CreateObservableGauge("muster.epoch", () => (long)options.Epoch, null, "How often this node has started with its data folder; part of every revision.");
        meter.CreateObservableGauge("muster.start.time", () => startedAt, "s", "When the node started, since 1970 began in UTC.");
        meter.CreateObservableGauge("muster.build.info", Build, null, "Always 1; its labels say what runs.");
    }

    private Measurement<long>[] CountInstances()
    {
        var counts = new long[States.Length];
        foreach (var feed in _registry.Views.All())
            foreach (var entry in feed.Current.Entries)
                if (Array.IndexOf(States, entry.State) is >= 0 and var at) counts[at]++;

        return [.. States.Select((state, at) => new Measurement<long>(counts[at], KeyValuePair.Create<string, object?>("state", Tally<State>.Word(state))))];
    }

    private IEnumerable<Measurement<int>> CountDetectors() =>
        _registry.Standpoints.Select(there => new Measurement<int>(there.Detectors, KeyValuePair.Create<string, object?>("location", there.Location)));

    private IEnumerable<Measurement<int>> LookForBlind() =>
        _registry.Standpoints.Select(there => new Measurement<int>(there.IsBlind ? 1 : 0, KeyValuePair.Create<string, object?>("location", there.Location)));

    private static IEnumerable<Measurement<long>> CountOver(UsageBook usages) => Enum.GetValues<QuotaKind>().Select(quota =>
        new Measurement<long>(usages.All.Sum(usage => usage.Refused(quota)), KeyValuePair.Create<string, object?>("quota", Tally<QuotaKind>.Word(quota))));

    private TimeSpan LongestWindow() => PushWindow.Length(_registry.Views.All().Select(feed => feed.Subscribers).DefaultIfEmpty().Max(), _registry.Views.Changing);

    private Measurement<double>[] OfCheckpoint(Func<CheckpointFigures, double> figure) =>
        _node.LastCheckpoint is { } last ? [new(figure(last))] : [];

    private static Measurement<int> Build()
    {
        var version = typeof(NodeGauges).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        return new(1, KeyValuePair.Create<string, object?>("version", version), KeyValuePair.Create<string, object?>("runtime", RuntimeInformation.FrameworkDescription));
    }
}
