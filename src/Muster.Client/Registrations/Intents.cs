using Muster.Client.Outcomes;
using Muster.Protocol;

namespace Muster.Client.Registrations;

/// <summary>All that this process wants registered, and the frames that say so.</summary>
internal sealed class Intents
{
    private const int PerFrame = 60;   // times the largest instance stays below the limit of a frame

    private readonly Dictionary<(string Service, string Id), Intent> _intents = [];
    private readonly HashSet<(string Service, string Id)> _drained = [];   // also while it is not registered: whoever drained it has not taken that back
    private readonly Dictionary<ulong, Intent[]> _unreceipted = [];   // by the request of this connection
    private ulong _requests;

    public Intent Want(string service, Instance instance, Probe? probe = null)
    {
        if (_intents.TryGetValue((service, instance.Id), out var intent) && intent.State is not IntentState.Leaving)
            intent.Change(instance);
        else
            _intents[(service, instance.Id)] = intent = new Intent(service, instance);
        intent.Drain(_drained.Contains((service, instance.Id)));
        intent.Probe = probe;
        return intent;
    }

    /// <summary>Nobody waits for a registry that does not let this process in. What is wanted stays wanted.</summary>
    public void Bar(Error why)
    {
        foreach (var intent in _intents.Values) intent.Settled.Bar(why);
    }

    /// <summary>Whether this process holds a run of an instance.</summary>
    public bool IsHeld(string service, string id, ulong incarnation) =>
        _intents.TryGetValue((service, id), out var intent) && intent.Incarnation == incarnation && intent.State is IntentState.Wanted or IntentState.Accepted;

    /// <summary>An instance takes no new calls from now on, or takes them again.</summary>
    public void Drain(string service, string id, bool drained)
    {
        if (drained) _drained.Add((service, id));
        else _drained.Remove((service, id));
        _intents[(service, id)].Drain(drained);
    }

    /// <summary>Registers everything once more.</summary>
    public void SayAllAgain()
    {
        foreach (var intent in _intents.Values) intent.SayAgain();
    }

    public void OnNewConnection(bool resumed)
    {
        foreach (var intent in _intents.Values) intent.OnNewConnection(resumed);
        foreach (var intent in _unreceipted.Values.SelectMany(static left => left))
            if (intent.IsOver) intent.Settled.Receipt(null);   // the others ask again
        _unreceipted.Clear();
    }

    /// <summary>The receipt for all that a request took out.</summary>
    public void On(Departed departed)
    {
        if (!_unreceipted.Remove(departed.Request, out var left)) return;
        foreach (var intent in left) intent.Settled.Receipt(departed);
    }

    /// <summary>Takes the registry's answers in; those that it decided are returned, those that are over are forgotten.</summary>
    public List<Intent> On(Registered registered)
    {
        var decided = new List<Intent>();
        foreach (var result in registered.Results)
        {
            if (!_intents.TryGetValue((result.Service, result.Id), out var intent) || !intent.Expects(registered.Request)) continue;
            intent.On(result);
            if (intent.IsOver) _intents.Remove((result.Service, result.Id));
            decided.Add(intent);
        }

        return decided;
    }

    /// <summary>Whether the registry has, or is about to be asked for, an instance of a service.</summary>
    public bool Holds(string service) =>
        _intents.Values.Any(intent => intent.Service == service && intent.State is IntentState.Wanted or IntentState.Accepted);

    /// <summary>What accepted instances have not yet said of themselves.</summary>
    /// <param name="reasonsToo">Also where nothing but the reason is new.</param>
    public List<ServiceStatus> SayJudgements(bool reasonsToo) =>
    [
        .. _intents.Values
            .Where(intent => intent.State is IntentState.Accepted && (intent.Judgement.IsMistaken || (reasonsToo && intent.Judgement.IsOutdated)))
            .Select(static intent => intent.Judgement.Say(intent.Service, intent.Id)),
    ];

    /// <summary>The frames that say what was not yet said on this connection.</summary>
    public IEnumerable<Up> Say()
    {
        foreach (var batch in Unsaid(IntentState.Leaving))
        {
            var deregister = new Deregister { Request = _requests };
            foreach (var intent in batch) deregister.Instances.Add(new InstanceKey { Service = intent.Service, Id = intent.Id });
            if (batch.Max(static intent => intent.ReceiptWithin) is var within && within > TimeSpan.Zero)
            {
                deregister.ReceiptWithinMs = (uint)Math.Ceiling(within.TotalMilliseconds);
                _unreceipted[_requests] = batch;
            }

            yield return new Up { Deregister = deregister };
        }

        foreach (var batch in Unsaid(IntentState.Wanted))
        {
            var register = new Register { Request = _requests };
            foreach (var intent in batch)
                register.Registrations.Add(new Registration { Service = intent.Service, Instance = intent.Said, Incarnation = intent.Incarnation, Probe = intent.Probe });
            yield return new Up { Register = register };
        }

        foreach (var report in ReportFrames.Of(SayJudgements(reasonsToo: false), Taken.Nothing, TimeSpan.Zero)) yield return report;
    }

    private IEnumerable<Intent[]> Unsaid(IntentState state)
    {
        foreach (var batch in _intents.Values.Where(intent => intent.State == state && intent.SaidIn == 0).Chunk(PerFrame))
        {
            _requests++;
            foreach (var intent in batch) intent.SaidIn = _requests;
            yield return batch;
        }
    }
}
