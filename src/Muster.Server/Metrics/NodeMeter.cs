using System.Diagnostics.Metrics;
using Muster.Core;
using Muster.Core.Health;
using Muster.Core.Watch;
using Muster.Protocol;
using Muster.Server.Hosting;

namespace Muster.Server.Metrics;

/// <summary>
/// What happens in the node, counted: the one definition of each figure's name, unit and meaning. The loop, the
/// connections' writers and the storage report here; <see cref="NodeGauges"/> adds what can be looked up at any time.
/// </summary>
internal sealed class NodeMeter
{
    public const string Name = "Muster";

    private readonly Tally<Cause> _removals = new("cause");
    private readonly Tally<Admission> _admissions = new("verdict");
    private readonly Tally<ErrorCode> _refusals = new("code");
    private readonly Tally<ErrorCode> _problems = new("code");
    private readonly Tally<PushKind> _pushes = new("kind");
    private readonly Tally<ProbeResult.Types.Outcome> _probes = new("outcome");
    private readonly Tally<Crowd> _turnedAway = new("reason");
    private readonly Tally<ReceiptKind> _receipts = new("outcome");
    private readonly Tally<InstructionReceipt.Types.Outcome> _instructions = new("outcome");
    private readonly Counter<long> _registrations;
    private readonly Counter<long> _replaced;
    private readonly Counter<long> _expiries;
    private readonly Counter<double> _stalls;
    private readonly Counter<long> _demotions;
    private readonly Counter<long> _recoveries;
    private readonly Counter<long> _doubts;
    private readonly Counter<long> _proven;
    private readonly Counter<long> _published;
    private readonly Counter<long> _pushBytes;
    private readonly Histogram<int> _changes;
    private readonly Histogram<double> _steps;
    private readonly Histogram<double> _knowledge;
    private readonly UpDownCounter<long> _connections;
    private volatile int _waiting;
    private volatile CheckpointFigures? _lastCheckpoint;

    public NodeMeter(IMeterFactory factory)
    {
        Meter = factory.Create(Name);
        _registrations = Meter.CreateCounter<long>("muster.registrations", "{instance}", "Instances that were registered or took an id over; renewals of the same incarnation are not counted.");
        _replaced = Meter.CreateCounter<long>("muster.replaced", "{instance}", "Instances whose live holder lost the id to another process.");
        _expiries = Meter.CreateCounter<long>("muster.expiries", "{session}", "Sessions that ended by silence.");
        _stalls = Meter.CreateCounter<double>("muster.stalls", "s", "Time in which the node itself stood still; all deadlines moved by it.");
        _demotions = Meter.CreateCounter<long>("muster.health.demotions", "{instance}", "Instances that became sub-healthy.");
        _recoveries = Meter.CreateCounter<long>("muster.health.recoveries", "{instance}", "Instances that were sub-healthy and answer well again.");
        _doubts = Meter.CreateCounter<long>("muster.health.doubts", "{doubt}", "Times that many of the node's own sessions fell silent at once.");
        _proven = Meter.CreateCounter<long>("muster.deaths.proven", "{instance}", "Instances whose host said to detectors that nobody listens there any more.");
        _published = Meter.CreateCounter<long>("muster.published.views", "{view}", "Lists that were published.");
        _pushBytes = Meter.CreateCounter<long>("muster.pushed", "By", "Encoded lists and deltas handed to connections.");
        _connections = Meter.CreateUpDownCounter<long>("muster.connections", "{connection}", "Open streams.");
        _changes = Meter.CreateHistogram("muster.publish.changes", "{instance}", "Changed instances that were merged into one published list.", advice: Buckets([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]));
        _steps = Meter.CreateHistogram("muster.step.duration", "s", "Time that the registry took for one input.", advice: Buckets([0.000_005, 0.000_01, 0.000_05, 0.000_1, 0.000_5, 0.001, 0.005, 0.01, 0.05, 0.1, 1]));
        _knowledge = Meter.CreateHistogram("muster.time.to.knowledge", "s", "From a list's publication until a client used it, of the clients that were asked.", advice: Buckets([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2, 5, 10, 30]));
        Meter.CreateObservableCounter("muster.receipts", _receipts.Read, "{receipt}", "Receipts given to clients that left: everyone knew, or some had not confirmed in time.");
        Meter.CreateObservableCounter("muster.instructions", _instructions.Read, "{receipt}", "Receipts of instructions, by what came of them.");
        Meter.CreateObservableCounter("muster.admissions", _admissions.Read, "{instance}", "Verdicts of the admission policy: on those who registered, and on those whose verdict a new policy changed.");
        Meter.CreateObservableCounter("muster.probes", _probes.Read, "{probe}", "Results of probes, of all detectors, by what came of them; unspecified ones were not tried.");
        Meter.CreateObservableCounter("muster.removals", _removals.Read, "{instance}", "Instances that were removed, by cause.");
        Meter.CreateObservableCounter("muster.refusals", _refusals.Read, "{request}", "Things asked of the registry that were refused, by error code.");
        Meter.CreateObservableCounter("muster.http.problems", _problems.Read, "{response}", "HTTP requests that were answered with a problem, by error code.");
        Meter.CreateObservableCounter("muster.connections.refused", _turnedAway.Read, "{connection}", "Connections that were closed as they came, as the port or the client's address had as many as it may, or called off too many calls.");
        Meter.CreateObservableCounter("muster.pushes", _pushes.Read, "{push}", "Answers sent to subscribers, by kind.");
    }

    public Meter Meter { get; }

    /// <summary>The last checkpoint that was written; null before the first.</summary>
    public CheckpointFigures? LastCheckpoint => _lastCheckpoint;

    /// <summary>Whose reader keeps a push waiting.</summary>
    public Laggards Laggards { get; } = new();

    /// <summary>Inputs that waited for the registry when it had taken its last one.</summary>
    public int Waiting => _waiting;

    /// <summary>The registry took one input. Called by the loop.</summary>
    public void Stepped(IReadOnlyList<RegistryEvent> events, int waiting, TimeSpan took)
    {
        for (var at = 0; at < events.Count; at++) Happened(events[at]);
        _waiting = waiting;
        _steps.Record(took.TotalSeconds);
    }

    /// <summary>A writer handed an answer to its connection.</summary>
    public void Pushed(WatchAnswer answer, long bytes)
    {
        _pushes.Add(answer switch
        {
            WatchAnswer.Snapshot => PushKind.Snapshot,
            WatchAnswer.Delta => PushKind.Delta,
            WatchAnswer.Confirm => PushKind.Current,
            _ => throw new InvalidOperationException($"Unknown answer {answer}."),
        });
        _pushBytes.Add(bytes);
    }

    /// <param name="carrier">What carries the stream: <c>lean</c>, <c>grpc</c> or <c>sse</c>.</param>
    public void Opened(string carrier) => _connections.Add(1, KeyValuePair.Create<string, object?>("carrier", carrier));

    public void Closed(string carrier) => _connections.Add(-1, KeyValuePair.Create<string, object?>("carrier", carrier));

    /// <summary>A connection was not let in.</summary>
    public void TurnedAway(Crowd reason) => _turnedAway.Add(reason);

    public void Problem(ErrorCode code) => _problems.Add(code);

    public void Checkpointed(CheckpointFigures figures) => _lastCheckpoint = figures;

    private void Happened(RegistryEvent change)
    {
        switch (change)
        {
            case RegistryEvent.Registered registered:
                _registrations.Add(1);
                _admissions.Add(registered.Quarantined is null ? Admission.Allowed : Admission.Quarantined);
                break;
            case RegistryEvent.Rejudged rejudged: _admissions.Add(rejudged.Admission); break;
            case RegistryEvent.Removed removed: _removals.Add(removed.Cause); break;
            case RegistryEvent.Replaced: _replaced.Add(1); break;
            case RegistryEvent.Refused refused:
                _refusals.Add(refused.Error.Code);
                if (refused.ByPolicy) _admissions.Add(Admission.Denied);
                break;
            case RegistryEvent.VitalChanged { To: Vital.Dead }: _expiries.Add(1); break;
            case RegistryEvent.Probed probed: _probes.Add(probed.Outcome); break;
            case RegistryEvent.Believed { To.Hard: true }: _proven.Add(1); break;
            case RegistryEvent.Applied applied: _knowledge.Record(applied.After.TotalSeconds); break;
            case RegistryEvent.Departed departed: _receipts.Add(departed.Receipt.Stragglers.Count == 0 ? ReceiptKind.Known : ReceiptKind.Stragglers); break;
            case RegistryEvent.Instructed instructed: _instructions.Add(instructed.Receipt.Outcome); break;
            case RegistryEvent.AilmentChanged { Ailment: null }: _recoveries.Add(1); break;
            case RegistryEvent.AilmentChanged: _demotions.Add(1); break;
            case RegistryEvent.SelfDoubt { InDoubt: true }: _doubts.Add(1); break;
            case RegistryEvent.Stalled stalled: _stalls.Add(stalled.Gap.TotalSeconds); break;
            case RegistryEvent.Published published:
                _published.Add(1);
                _changes.Record(published.Changes);
                break;
        }
    }

    private static InstrumentAdvice<T> Buckets<T>(T[] upTo)
        where T : struct => new() { HistogramBucketBoundaries = upTo };

    private enum ReceiptKind
    {
        Known,
        Stragglers,
    }

    private enum PushKind
    {
        Snapshot,
        Delta,
        Current,
    }
}

/// <summary>One written checkpoint.</summary>
/// <param name="At">When it was complete, by <see cref="TimeProvider.GetTimestamp"/>.</param>
internal sealed record CheckpointFigures(long At, long Bytes, TimeSpan Duration);
