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
/// </remarks>
internal sealed class Intent(string service, Instance instance)
{
    public string Service { get; } = service;

    public string Id => Instance.Id;

    public Instance Instance { get; set; } = instance;

    public IntentState State { get; private set; } = IntentState.Wanted;

    /// <summary>Given by the registry, kept for every replay; 0 before the first acceptance.</summary>
    public ulong Incarnation { get; private set; }

    public Error? Error { get; private set; }

    /// <summary>For those who wait for the registry's decision.</summary>
    public Settlement Settled { get; } = new();

    public bool IsOver => State is IntentState.Replaced or IntentState.Gone;

    /// <summary>Whether this connection has carried it as it now stands.</summary>
    public bool Said { get; set; }

    public void Change(Instance instance)
    {
        (Instance, Said) = (instance, false);
        if (!IsOver) State = IntentState.Wanted;
    }

    public void Leave()
    {
        if (IsOver) return;
        (State, Said) = (IntentState.Leaving, false);
    }

    /// <summary>Another connection: what the last one carried without an answer is said again; in a new session, everything is.</summary>
    public void OnNewConnection(bool resumed)
    {
        Said = false;
        if (!resumed && State is IntentState.Accepted or IntentState.Refused) State = IntentState.Wanted;
    }

    public void On(RegistrationResult result)
    {
        (State, Error) = (result.Outcome, State) switch
        {
            (RegistrationResult.Types.Outcome.Replaced, _) => (IntentState.Replaced, null),
            (RegistrationResult.Types.Outcome.Removed, _) => (IntentState.Gone, null),
            (_, IntentState.Leaving) => (State, null),   // the answer to an earlier word
            (RegistrationResult.Types.Outcome.Accepted, _) => (IntentState.Accepted, null),
            (RegistrationResult.Types.Outcome.Refused, _) => (IntentState.Refused, result.Error),
            _ => (State, Error),   // an outcome of a later protocol
        };
        if (result.Outcome is RegistrationResult.Types.Outcome.Accepted) Incarnation = result.Incarnation;
    }
}
