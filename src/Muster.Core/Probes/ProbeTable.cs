using Muster.Core.Access;
using Muster.Core.Health;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Probes;

/// <summary>Told what detectors see of an instance now.</summary>
internal delegate void SightObserver(InstanceRef instance, ulong incarnation, Sight sight, TimeSpan now);

/// <summary>Who is asked by whom and when, and what comes of it. Instances without a probe are not here and cost nothing.</summary>
/// <remarks>
/// <code>
///   registered ─▶ Target ─ shared out ─▶ Assignment ─ due ─▶ order ─▶ (performed elsewhere) ─▶ result ─▶ Opinion ─▶ Sight
///                             ▲ anew when detectors come and go, some a tick
/// </code>
/// Called by the machine alone. A result costs as many steps as the instance has detectors.
/// </remarks>
internal sealed class ProbeTable(DetectorBook detectors, Random chance, SelfDoubt doubt, SightObserver saw, Action<RegistryEvent> happened)
{
    private const int OrdersPerTick = 1_000, SharedOutPerTick = 200;
    private const double Spread = 0.1;

    /// <summary>How soon after its registration an instance is first asked, at most.</summary>
    private static readonly TimeSpan FirstWithin = TimeSpan.FromSeconds(1);

    private readonly Dictionary<InstanceRef, Target> _targets = [];
    private readonly Dictionary<ulong, Assignment> _assignments = [];
    private readonly PriorityQueue<Assignment, TimeSpan> _due = new();
    private readonly Queue<Target> _toShareOut = new();
    private readonly HashSet<Detector> _ordered = [];
    private readonly Lookout _lookout = new();
    private ulong _numbers;
    private int _sharedOutAt;

    /// <summary>Instances that are probed.</summary>
    public int Count => _targets.Count;

    /// <summary>An instance was registered, with or without a probe. Answers what is seen of it so far.</summary>
    public Sight Watch(InstanceRef instance, ulong incarnation, ListedEntry said, Probe? probe, TimeSpan now)
    {
        if (probe is null)
        {
            Forget(instance);
            return Sight.Unasked;
        }

        var address = said.FirstAddress;
        if (_targets.TryGetValue(instance, out var known) && known.IsThatOf(incarnation, address, probe)) return known.Sight;
        Forget(instance);
        var target = _targets[instance] = new Target(instance, incarnation, address, probe);
        ShareOut(target, now);
        return Sight.Unasked;
    }

    public Sight SightOf(InstanceRef instance) => _targets.TryGetValue(instance, out var target) ? target.Sight : Sight.Unasked;

    public void Forget(InstanceRef instance)
    {
        if (!_targets.Remove(instance, out var target)) return;
        foreach (var assignment in target.Assignments) End(assignment);
        target.Assignments.Clear();
    }

    /// <summary>Asks an instance at once, and a second later again.</summary>
    public void Hurry(InstanceRef instance, TimeSpan now)
    {
        if (!_targets.TryGetValue(instance, out var target)) return;
        foreach (var assignment in target.Assignments)
        {
            assignment.Hurried = Target.Hurry;
            Schedule(assignment, now);
        }
    }

    /// <summary>Takes a result in. One of another's task, or of a task that is over, is let go.</summary>
    public void Take(Connection? from, ProbeResult result, TimeSpan now)
    {
        if (!_assignments.TryGetValue(result.Number, out var assignment) || assignment.Detector.Connection != from) return;
        var location = assignment.Detector.Location;
        var wasBlind = location.IsBlind;
        assignment.Take(result, now);
        if (location.IsBlind != wasBlind)
        {
            detectors.Show();
            happened(new RegistryEvent.LocationBlind(location.Name, location.IsBlind, location.Unreached, location.Asked));
        }

        happened(new RegistryEvent.Probed(result.Outcome));
        TellWhereNotTried(assignment, result);
        Look(assignment.Target, now);
    }

    public void Tick(TimeSpan now)
    {
        for (var left = OrdersPerTick; left > 0 && _due.TryPeek(out var assignment, out var at) && at <= now; left--)
        {
            _due.Dequeue();
            if (!assignment.IsOver && assignment.DueAt == at) Order(assignment, now);
        }

        foreach (var detector in _ordered)
        {
            detector.Connection?.Outbox.Put(new Down { ProbeOrders = detector.Pending });
            detector.Pending = new();
        }

        _ordered.Clear();
        detectors.Forget(now);
        ShareOutSome(now);
    }

    /// <summary>Nothing follows from it, so nothing else would tell of it.</summary>
    private void TellWhereNotTried(Assignment assignment, ProbeResult result)
    {
        var target = assignment.Target;
        if (result.Outcome is not ProbeResult.Types.Outcome.Unspecified || target.ToldNotTried) return;
        target.ToldNotTried = true;
        happened(new RegistryEvent.NotTried(target.Service, target.Instance.Id, target.Address, assignment.Detector, Assignment.EvidenceOf(result)));
    }

    private void Order(Assignment assignment, TimeSpan now)
    {
        var every = TimeSpan.FromMilliseconds(assignment.Target.Probe.IntervalMs);
        var pause = assignment.Hurried > 0 && --assignment.Hurried > 0 ? Target.HurryEvery : every * (1 - Spread + (2 * Spread * chance.NextDouble()));
        Schedule(assignment, now + pause);
        if (assignment.Ask(now) is not { } order) return;

        if (assignment.Detector.Connection is null)
        {
            happened(new RegistryEvent.ProbeDue(order));
            return;
        }

        assignment.Detector.Pending.Orders.Add(order);
        _ordered.Add(assignment.Detector);
    }

    private void Schedule(Assignment assignment, TimeSpan at)
    {
        assignment.DueAt = at;
        _due.Enqueue(assignment, at);
    }

    private void Look(Target target, TimeSpan now)
    {
        var sight = _lookout.Look(target, now);
        if (doubt.InDoubt) sight = sight.InDoubtAfter(target.Sight);
        if (sight.IsLike(target.Sight)) return;
        target.Sight = sight;
        saw(target.Instance, target.Incarnation, sight, now);
    }

    private void ShareOutSome(TimeSpan now)
    {
        if (_sharedOutAt != detectors.Changes)
        {
            _sharedOutAt = detectors.Changes;
            _toShareOut.Clear();
            foreach (var target in _targets.Values) _toShareOut.Enqueue(target);
        }

        for (var left = SharedOutPerTick; left > 0 && _toShareOut.TryDequeue(out var target); left--)
        {
            if (_targets.GetValueOrDefault(target.Instance) != target) continue;
            ShareOut(target, now);
            Look(target, now);
        }
    }

    private void ShareOut(Target target, TimeSpan now)
    {
        var service = new Resource(target.Service.Namespace, target.Service.Service);
        var able = detectors.All.Where(detector => detector.MayAsk(service)).ToList();
        target.Locations = able.Select(detector => detector.Location).Distinct().Count();
        var chosen = able.Where(detector => detector.LeftAt is null).GroupBy(detector => detector.Location)
            .SelectMany(there => Rendezvous.Choose(there, detector => detector.Name, target.Name)).ToList();

        for (var at = target.Assignments.Count - 1; at >= 0; at--)
        {
            if (chosen.Remove(target.Assignments[at].Detector)) continue;
            End(target.Assignments[at]);
            target.Assignments.RemoveAt(at);
        }

        foreach (var detector in chosen)
        {
            var assignment = new Assignment(++_numbers, target, detector);
            target.Assignments.Add(assignment);
            _assignments.Add(assignment.Number, assignment);
            Schedule(assignment, now + (FirstWithin * chance.NextDouble()));
        }
    }

    private void End(Assignment assignment)
    {
        assignment.End();
        _assignments.Remove(assignment.Number);
    }
}
