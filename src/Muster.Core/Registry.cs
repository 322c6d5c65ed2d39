using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Departures;
using Muster.Core.Health;
using Muster.Core.Instructions;
using Muster.Core.Overlays;
using Muster.Core.Policy;
using Muster.Core.Probes;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core;

/// <summary>
/// The registry as one deterministic machine: every decision, no effect. One caller feeds it inputs in order; what
/// follows is in the connections' outboxes, the published views, and the events of the step.
/// </summary>
/// <remarks>
/// <code>
///   Input ─▶ Conversation ─▶ SessionBook ── vital ──▶ Registrar ── facts ──▶ Publisher ─▶ ServiceFeed (readers)
///                 │                                                             └───────▶ Outbox (subscribers)
///                 └────────────── answers ─────────────────────────────────────────────▶ Outbox
/// </code>
/// Not safe for several threads at once. Times are monotonic, counted from any one moment before the node's start.
/// </remarks>
internal sealed class Registry
{
    /// <summary>The longest pause between two ticks in a healthy node.</summary>
    public static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>What the node waits beyond a session's timeout after its start before it judges anyone.</summary>
    private static readonly TimeSpan StartMargin = TimeSpan.FromSeconds(15);

    private const int TombstonesPerTick = 200;

    private readonly List<RegistryEvent> _events = [];
    private readonly DeadMemory _dead;
    private readonly Tombstones _tombstones = new();
    private readonly OpenStreams _streams;
    private readonly OverlayBook _overlays;
    private readonly Laying _laying;
    private readonly PolicyBook _policy = new();
    private readonly PersistentRoll _persistent;
    private readonly Burials _burials;
    private readonly Rejudgement _rejudgement;
    private readonly ServiceTable _services;
    private readonly Publisher _publisher;
    private readonly Registrar _registrar;
    private readonly SelfDoubt _doubt;
    private readonly SessionBook _sessions;
    private readonly HealthTable _health;
    private readonly DetectorBook _detectors;
    private readonly ProbeTable _probes;
    private readonly DepartureBook _departures;
    private readonly Following _following;
    private readonly InstructionBook _instructions;
    private readonly Conversation _conversation;
    private readonly ThinClients _thin;
    private StallGuard _clock;

    public Registry(RegistryOptions options, TimeSpan realNow)
    {
        var now = _clock.Start(realNow);
        _streams = new OpenStreams(options.Callers, _events.Add);
        _services = new ServiceTable(Views, options.Epoch);
        Views.Incomplete = options.FactsWereLost;
        _publisher = new Publisher(Views, options.TellsEdits, _events.Add);
        _overlays = new OverlayBook(_events.Add);
        _doubt = new SelfDoubt(options.Lease.Expiry, _events.Add);
        _detectors = new DetectorBook(options.Location, _events.Add);
        _probes = new ProbeTable(_detectors, options.Chance, _doubt, (instance, run, sight, at) => _registrar!.SightChanged(instance, run, sight, at), _events.Add);
        _registrar = new Registrar(_services, _publisher, _tombstones, _overlays, Happened) { Policy = _policy, Probes = _probes };
        _laying = new Laying(_overlays, _services, _registrar, _publisher);
        _dead = new DeadMemory(_registrar);
        _rejudgement = new Rejudgement(_services, _registrar, _policy, _publisher, _events.Add);
        _persistent = new PersistentRoll(_services, _registrar, _policy, _publisher);
        _sessions = new SessionBook(options, _registrar, _doubt, now + options.Lease.Timeout + StartMargin, Happened) { Superseded = former => _following!.EndAll(former) };   // what it followed counts no more
        _burials = new Burials(_services, _registrar, _sessions, _publisher);
        _health = new HealthTable(options.Health.For, _registrar, _events.Add);
        _departures = new DepartureBook(_services, _publisher, Views, _events.Add);
        _following = new Following(_services, options.Callers.Usages, (connection, error, service) => _conversation!.Refuse(connection, error, service));
        _instructions = new InstructionBook(_services, _publisher, _events.Add);
        _conversation = new Conversation(options, _sessions, _registrar, new Reports(_services, _health))
        {
            Happened = _events.Add, Departures = _departures, Detectors = _detectors, Probes = _probes, Following = _following, Instructions = _instructions,
        };
        _thin = new ThinClients(_services, _sessions, _registrar);
        _detectors.JoinSelf();
    }

    /// <summary>What readers see.</summary>
    public ViewDirectory Views { get; } = new();

    /// <summary>Sessions that are alive or waited for.</summary>
    public int Sessions => _sessions.Count;

    /// <summary>Instances of which something was reported.</summary>
    public int Reported => _health.Count;

    /// <summary>From where detectors look.</summary>
    public IReadOnlyList<Standpoint> Standpoints => _detectors.Standpoints;

    /// <summary>Instances that detectors ask.</summary>
    public int Probed => _probes.Count;

    /// <summary>Instructions that await their result.</summary>
    public int Instructions => _instructions.Open;

    /// <summary>Many of the node's own sessions fell silent at once: nobody is judged dead or sub-healthy.</summary>
    public bool InDoubt => _doubt.InDoubt;

    /// <summary>Takes in what operators laid over instances before the start. Comes before the facts, so that no list is without it.</summary>
    public void Restore(IReadOnlyList<OverlayChange> overlays)
    {
        foreach (var overlay in overlays) _overlays.Take(overlay, _clock.Now);
    }

    /// <summary>Takes in the admission policy from before the start. Comes before the facts, so that nobody is listed against it.</summary>
    public void Restore(PolicyChange policy) => _policy.Take(policy);

    /// <summary>Takes in the tokens that were handed out before the start.</summary>
    public void Restore(IReadOnlyList<TokenChange> tokens) => _streams.Recognize(tokens, _clock.Now);

    /// <summary>Takes in what operators registered without a process. Comes after the facts, whose tombstones it must know.</summary>
    public void Restore(IReadOnlyList<PersistentChange> persistent) => _persistent.Take(persistent, _clock.Now);

    /// <summary>Takes in facts from before the start: served at once, judged by nobody until their sessions had time to return.</summary>
    public void Restore(SavedCatalog saved)
    {
        var now = _clock.Now;
        foreach (var removal in saved.Removals.OrderByDescending(removal => removal.Age))
            _tombstones.Add(removal.Service, removal.Id, removal.Incarnation, now - removal.Age);

        var sessions = new Dictionary<(string Namespace, string Session), Session>();
        var touched = new HashSet<Service>();

        foreach (var fact in saved.Standing())
        {
            var rule = _policy.Judge(fact);
            if (rule.Admission is Admission.Denied)
            {
                _tombstones.Add(fact.Service, fact.Listed.Id, fact.Incarnation, now);
                continue;
            }

            if (!sessions.TryGetValue((fact.Service.Namespace, fact.Session), out var session))
                sessions[(fact.Service.Namespace, fact.Session)] = session = _sessions.Restore(fact, now);

            var service = _services.GetOrAdd(fact.Service);
            var instance = new InstanceRef(service, fact.Listed.Id);
            if (fact.Listed.State is State.Suspect) (session.Vital, session.Because) = (Vital.Suspect, "suspect before the registry's restart, not heard since");
            var slot = service.Put(fact.Listed.Id, new Fact(
                fact.Listed, session, fact.Incarnation, session.Vital, Remarks.Of(
                    null, _overlays.Over(fact.Service, fact.Listed.Id, fact.Incarnation), rule.Admission is Admission.Quarantined ? rule.Why : null,
                    fact.Probe is { } probe ? new(probe, session.Because, Hard: false, now, "") : null)));
            session.Hold(service, slot);
            _probes.Watch(instance, fact.Incarnation, fact.Listed, rule.Admission is Admission.Quarantined ? null : fact.Probe, now);
            touched.Add(service);
        }

        foreach (var service in touched) _publisher.Changed(service, now);
    }

    /// <summary>Takes one input in. Answers what changed; the list is reused by the next step.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="realNow">Monotonic. A step that comes late moves all deadlines: it was the node that was silent.</param>
    public IReadOnlyList<RegistryEvent> Step(Input input, TimeSpan realNow)
    {
        _events.Clear();
        var now = Views.Now = _clock.Advance(realNow, out var gap);
        if (gap > TimeSpan.Zero) _events.Add(new RegistryEvent.Stalled(gap));

        switch (input)
        {
            case Input.Tick: Tick(now); break;
            case Input.Received received when Hears(received.Connection): _conversation.OnFrame(received.Connection, received.Frame, now); break;
            case Input.Enrol enrol when Hears(enrol.Connection): _conversation.OnCandidates(enrol.Connection, enrol.Candidates, now); break;
            case Input.Received or Input.Enrol: break;   // told to go, or cut off for not reading
            case Input.Probed probed: _probes.Take(from: null, probed.Result, now); break;
            case Input.Malformed malformed: _streams.Know(malformed.Connection); _conversation.Refuse(malformed.Connection, Errors.Invalid(malformed.Fault)); break;
            case Input.Closed closed: Close(closed.Connection, now); break;
            case Input.Watch watch: if (_streams.Admit(watch.Connection)) _following.BeginAlone(watch.Connection, watch.Service, HeldList.Of(watch.Held)); break;
            case Input.PutThin put: put.Answer = _thin.Put(put, now); break;
            case Input.BeatThin beat: beat.Answer = _thin.Beat(beat, now); break;
            case Input.RemoveThin remove: remove.Answer = _thin.Remove(remove, now); break;
            case Input.AwaitKnown wait: if (_streams.Admit(wait.Connection)) _departures.Await(wait.Connection, wait.Service, wait.Within, now); break;
            case Input.Lay lay: _laying.Take(lay.Changes, now); break;
            case Input.Persist persist: _persistent.Take(persist.Changes, now); break;
            case Input.Bury bury: _burials.Take(bury, now); break;
            case Input.Instruct instruct: _instructions.Take(instruct, now); break;
            case Input.Govern govern: _rejudgement.Begin(govern.Change, now); break;
            case Input.Survey survey: survey.Part.Fill(_services, _policy); break;
            case Input.Recognize recognize: _streams.Recognize(recognize.Changes, now); break;
            case Input.FindRuns find: find.Fill(_services); break;
            case Input.Look look: look.Found = InstanceLook.Of(_services, look.Service, look.Id, now); break;
            case Input.Export export: export.Slice.Fill(_services, _tombstones, now); break;
            case Input.Leave leave: _instructions.Stop(leave.Reason, now); _streams.SendAllAway(leave.Reason); break;
            default: throw new InvalidOperationException($"Unknown input {input}.");
        }

        return _events;
    }

    private void Happened(RegistryEvent change)
    {
        _events.Add(change);
        if (change is RegistryEvent.SessionEnded ended) _policy.Forget(ended.Session);
        if (change is not RegistryEvent.Believed { To: { Vital: Vital.Dead } dead } died) return;
        if (died.From.Vital is not Vital.Dead) _dead.Add(died.Instance, _clock.Now);
        if (dead.Hard && died.Instance.Service.Find(died.Instance.Id) is { Holder: { Kind: not SessionKind.Persistent } holder } && holder.NoteProven(died.Instance)) _sessions.Bury(holder, _clock.Now);
    }

    private bool Hears(Connection connection)
    {
        if (connection.Outbox.Ended) return false;
        _streams.Know(connection);
        return true;
    }

    private void Close(Connection connection, TimeSpan now)
    {
        _streams.Closed(connection);
        connection.Outbox.End();
        _departures.Closed(connection);
        _detectors.Left(connection, now);
        _following.EndAll(connection);
        _sessions.Lost(connection, now);
    }

    private void Tick(TimeSpan now)
    {
        if (Views.Incomplete && now >= _sessions.JudgeFrom) _publisher.Complete(_services.InOrder, now);
        _doubt.Tick(now);
        _registrar.Tick();
        _sessions.Tick(now);
        if (!_doubt.InDoubt) _health.Tick(now);
        _probes.Tick(now);
        _dead.Forget(now);
        _rejudgement.Continue(now);
        _streams.Tick(now);
        _laying.Tick(now);
        _publisher.Tick(now);
        _departures.Tick(now);
        _instructions.Tick(now);
        _tombstones.Forget(now, TombstonesPerTick);
        _services.Sweep();
    }
}
