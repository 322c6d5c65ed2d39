using Muster.Protocol;

namespace Muster.Client.Sessions;

/// <summary>Whom to dial next and when, and what people are told of how it stands: each news once.</summary>
/// <remarks>
/// <code>
///                ┌───────────── Welcome ─────────────┐
///                ▼                                   │
///   Disconnected ──────────── Welcome ─────────▶ Connected
///     │  ▲ tries within 4 s                          │  ▲
///     │  └─────── lost, sent away, refused for now ──┘  │
///     └── refused for good (see Refusals) ──▶ Refused ──┘ Welcome; tries every 45..75 s
/// </code>
/// Refused ends with a Welcome alone. A registry that is away meanwhile is asked no more often: it could say the same.
/// </remarks>
internal sealed class Redial(IList<string> registries, Random random, TimeSpan now)
{
    private readonly RegistryChoice _choice = new(registries, random);
    private readonly Backoff _backoff = new(random);
    private Refusals _refusals;
    private string _passing = "";
    private bool _saidAway;

    public TimeSpan DueAt { get; private set; } = now;

    /// <summary>Why this process is not let in; null where it is, or may be.</summary>
    public Error? Bar => _refusals.Bar;

    public string Next() => _choice.Next();

    public void Welcomed(Welcome welcome)
    {
        _backoff.Succeeded();
        _choice.Welcomed(welcome);
        (_saidAway, _passing, _refusals) = (false, "", default);
    }

    /// <summary>The node given last wants us elsewhere.</summary>
    public void SentAway(GoAway goAway) => _choice.SentAway(goAway);

    /// <summary>The node given last could not be reached, fell silent, or was lost. Answers what is news.</summary>
    public ConversationOutput? Lost(string why, TimeSpan now)
    {
        Again(now);
        if (_saidAway || Bar is not null) return null;
        _saidAway = true;
        return new ConversationOutput.StateChanged(ConnectionState.Disconnected, why);
    }

    /// <summary>The node given last would not have us. Answers what is news.</summary>
    public ConversationOutput? Refused(Error error, TimeSpan now)
    {
        var (before, node) = (Bar, _choice.Last);
        _refusals = _refusals.On(error, _choice.Known);
        Again(now);
        if (Bar is { } bar)
            return bar.Message == before?.Message ? null : new ConversationOutput.StateChanged(ConnectionState.Refused, $"{node} refuses this process: {bar.Message}");

        if (Refusals.Lasts(error.Code) || error.Message == _passing) return null;   // not proven yet, or told
        _passing = error.Message;
        return new ConversationOutput.Trouble(error);
    }

    private void Again(TimeSpan now)
    {
        _choice.Failed();
        DueAt = now + (Bar is null ? _backoff.Next() : _backoff.WhileBarred());
    }
}
