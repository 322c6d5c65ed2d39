using Muster.Protocol;

namespace Muster.Client.Registrations;

/// <summary>How far the registry has followed an intent.</summary>
internal enum IntentState
{
    /// <summary>To be sent, or sent and not answered.</summary>
    Wanted,

    /// <summary>The registry holds it.</summary>
    Accepted,

    /// <summary>The registry said no; asked again with the next session, or when the instance changes.</summary>
    Refused,

    /// <summary>Terminal: another process holds the id. Never sent again.</summary>
    Replaced,

    /// <summary>To be taken out, or asked and not answered.</summary>
    Leaving,

    /// <summary>Terminal: taken out.</summary>
    Gone,
}

/// <summary>
/// One instance that this process wants registered. Intended state lives here, in the client, and is replayed to
/// whichever registry it speaks to.
/// </summary>
/// <remarks>
/// <code>
///   Wanted ──▶ Accepted ──▶ Leaving ──▶ Gone
///     │ ▲          │
///     │ └ session  └─ lost the id ──▶ Replaced
///     ▼   is new
///   Refused
/// </code>
/// One that was accepted and is removed unasked was said to be gone by an operator: it is wanted, and said, again.
/// </remarks>
internal sealed class Intent(string service, Instance instance)
{
    public string Service { get; } = service;

    public string Id => Instance.Id;

    public Instance Instance { get; set; } = instance;

    /// <summary>What the registry is told: a drained one takes no calls.</summary>
    public Instance Said => IsDrained ? new Instance(Instance) { Weight = 0 } : Instance;

    /// <summary>An operator had it take no new calls, until it is told to resume.</summary>
    public bool IsDrained { get; private set; }

    /// <summary>How detectors may ask it; null: nobody does.</summary>
    public Probe? Probe { get; set; }

    public IntentState State { get; private set; } = IntentState.Wanted;

    /// <summary>Given by the registry, kept for every replay; 0 before the first acceptance.</summary>
    public ulong Incarnation { get; private set; }

    public Error? Error { get; private set; }

    /// <summary>Why consumers are not told of it although it is accepted; empty where they are.</summary>
    public string Quarantined { get; private set; } = "";

    /// <summary>How long the registry may wait for everyone to know that it left; zero: nobody asks.</summary>
    public TimeSpan ReceiptWithin { get; private set; }

    /// <summary>For those who wait for the registry's decision.</summary>
    public Settlement Settled { get; } = new();

    public bool IsOver => State is IntentState.Replaced or IntentState.Gone;

    /// <summary>The request that has carried it, as it now stands, on this connection; 0: none has.</summary>
    public ulong SaidIn { get; set; }

    /// <summary>How it says it does, and what of that the registry was told.</summary>
    public SelfJudgement Judgement { get; } = new();

    /// <summary>Whether nothing that was said of it waits for an answer.</summary>
    private bool IsAnswered => State is IntentState.Accepted or IntentState.Refused;

    public void Change(Instance instance)
    {
        (Instance, SaidIn) = (instance, 0);
        Settled.Ask();
        if (!IsOver) State = IntentState.Wanted;
    }

    public void Drain(bool drained)
    {
        if (IsDrained == drained) return;
        IsDrained = drained;
        SayAgain();
    }

    /// <summary>As if it had not been said yet.</summary>
    public void SayAgain()
    {
        if (IsOver || State is IntentState.Leaving) return;
        (State, SaidIn) = (IntentState.Wanted, 0);
    }

    public void Leave(TimeSpan receiptWithin = default)
    {
        if (IsOver) return;
        (State, SaidIn, ReceiptWithin) = (IntentState.Leaving, 0, receiptWithin);
    }

    /// <summary>Another connection: what the last one carried without an answer is said again; in a new session, everything is.</summary>
    public void OnNewConnection(bool resumed)
    {
        SaidIn = 0;
        Judgement.OnNewConnection(resumed);
        if (!resumed && State is IntentState.Accepted or IntentState.Refused) State = IntentState.Wanted;
    }

    /// <summary>
    /// Whether an answer is about it as it now stands: the answer to the request that carried it, or unasked news while
    /// nothing is on its way. An answer to an earlier word says nothing of a later one.
    /// </summary>
    public bool Expects(ulong request) => request == 0 ? IsAnswered : request == SaidIn;

    public void On(RegistrationResult result)
    {
        if (result.Outcome is RegistrationResult.Types.Outcome.Removed && State is IntentState.Accepted) SaidIn = 0;
        (State, Error) = (result.Outcome, State) switch
        {
            (RegistrationResult.Types.Outcome.Replaced, _) => (IntentState.Replaced, null),
            (RegistrationResult.Types.Outcome.Removed, IntentState.Accepted) => (IntentState.Wanted, null),
            (RegistrationResult.Types.Outcome.Removed, _) => (IntentState.Gone, null),
            (RegistrationResult.Types.Outcome.Accepted, _) => (IntentState.Accepted, null),
            (RegistrationResult.Types.Outcome.Refused, _) => (IntentState.Refused, result.Error),
            _ => (State, Error),   // an outcome of a later protocol
        };
        Quarantined = result.Quarantined;
        if (result.Outcome is RegistrationResult.Types.Outcome.Accepted) Incarnation = result.Incarnation;
    }
}
