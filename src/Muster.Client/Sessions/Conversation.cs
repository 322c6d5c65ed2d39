using Muster.Client.Instructions;
using Muster.Client.Outcomes;
using Muster.Client.Registrations;
using Muster.Client.Snapshots;
using Muster.Protocol;

namespace Muster.Client.Sessions;

/// <summary>
/// The client's side of <c>Connect</c> as a deterministic machine: intents, copies of lists, heartbeats, reconnects. It
/// knows no socket and no clock; its loop feeds it and performs <see cref="TakeOutputs"/>.
/// </summary>
/// <remarks>
/// <code>
///   Waiting ── due ──▶ Dialing ── opened ──▶ Greeting ── Welcome ──▶ Live
///      ▲                  │                     │                      │
///      └──── failed, lost, refused, silent 35 s, GoAway ───────────────┘      Rejected: another environment (final)
/// </code>
/// How long it waits, and what is said of that: <see cref="Redial"/>. Times are monotonic and passed in.
/// </remarks>
internal sealed class Conversation
{
    private const uint Protocol = 1;

    private readonly MusterOptions _options;
    private readonly Redial _redial;
    private readonly List<ConversationOutput> _outputs = [];
    private readonly Intents _intents = new();
    private readonly Pulse _pulse;
    private readonly Subscriptions _subscriptions;
    private readonly Reports _reports;
    private readonly string _sdk;

    private Phase _phase = Phase.Waiting;
    private Resume? _resume;

    /// <param name="outcomes">What is reported of calls; null for nothing.</param>
    public Conversation(MusterOptions options, Random random, string sdk, TimeSpan now, OutcomeTable? outcomes = null)
    {
        (_options, _sdk) = (options, sdk);
        (_redial, _pulse) = (new Redial(options.Registries, random, now), new Pulse(random));
        (_subscriptions, _reports) = (new Subscriptions(_outputs.Add, random), new Reports(outcomes, random, now));
        Instructions = new ReceivedInstructions(_intents, _subscriptions, _outputs.Add, () => IsLive);
    }

    private enum Phase
    {
        Waiting,
        Dialing,
        Greeting,
        Live,
        Rejected,
    }

    public bool IsLive => _phase is Phase.Live;

    public ReceivedInstructions Instructions { get; }

    /// <summary>Where the registry saw this process, with its last <c>Welcome</c>: <c>host:port</c>.</summary>
    public string SeenAddress { get; private set; } = "";

    /// <summary>Nothing happens before this time unless something arrives.</summary>
    public TimeSpan NextDeadline => Sooner(_subscriptions.NextDoubtEnds, _phase switch
    {
        Phase.Waiting => _redial.DueAt,
        Phase.Greeting => _pulse.SilentAt,
        Phase.Live => Sooner(_reports.DueAt, Sooner(_pulse.SilentAt, _pulse.BeatAt)),
        _ => TimeSpan.MaxValue,
    });

    /// <summary>What is to be done, in order; the caller has done it before the next step.</summary>
    public IReadOnlyList<ConversationOutput> TakeOutputs()
    {
        var outputs = _outputs.ToArray();
        _outputs.Clear();
        return outputs;
    }

    public Intent Want(string service, Instance instance, Probe? probe = null)
    {
        var intent = _intents.Want(service, instance, probe);
        if (_redial.Bar is { } bar) intent.Settled.Bar(bar);
        SayIntents();
        return intent;
    }

    /// <param name="intent">What leaves.</param>
    /// <param name="receiptWithin">How long to wait for everyone to know; zero asks for no receipt.</param>
    public void Leave(Intent intent, TimeSpan receiptWithin = default)
    {
        intent.Leave(receiptWithin);
        SayIntents();
    }

    /// <summary>An instance says why it does worse than it should; null: it does not.</summary>
    public void Judge(Intent intent, string? degraded)
    {
        intent.Judgement.Degraded = degraded;
        SayIntents();
    }

    /// <summary>Follows a service, starting from what the disk remembers of it.</summary>
    public ServiceList Subscribe(string service, SavedList? saved, TimeSpan now) =>
        _subscriptions.Add(service, saved, IsLive, now).Shown;

    public void Unsubscribe(string service) => _subscriptions.Remove(service, IsLive);

    public void OnOpened(TimeSpan now, string token = "")
    {
        _phase = Phase.Greeting;
        _pulse.Heard(now);
        Say([new Up
        {
            Hello = new Hello
            {
                Protocol = Protocol, Client = _options.ClientName, Namespace = _options.Namespace, Unit = _options.Unit,
                Zone = _options.Zone, Token = token, Sdk = _sdk, Resume = _resume, Capabilities = { Capabilities.Applied, Capabilities.Instructions },
            },
        }]);
    }

    /// <summary>The connection broke, or could not be opened.</summary>
    public void OnLost(string why, TimeSpan now)
    {
        if (_phase is Phase.Waiting or Phase.Rejected) return;
        Wait(_redial.Lost(why, now));
    }

    public void OnTick(TimeSpan now)
    {
        _pulse.Ticked(NextDeadline, now);
        _subscriptions.OnTick(now);
        Say(_reports.OnTick(_intents, _subscriptions, now));
        if (_phase is Phase.Waiting && now >= _redial.DueAt)
        {
            _phase = Phase.Dialing;
            _outputs.Add(new ConversationOutput.Dial(_redial.Next()));
        }
        else if (_phase is Phase.Greeting or Phase.Live && now >= _pulse.SilentAt)
        {
            HangUp($"the registry was silent for {Pulse.Silence.TotalSeconds:0} s", now);
        }
        else if (_phase is Phase.Live && now >= _pulse.BeatAt)
        {
            var number = _pulse.Beat(now);
            _subscriptions.OnBeat(number);
            Say([new Up { Heartbeat = new Heartbeat { Number = number } }]);
        }
    }

    public void OnFrame(Down frame, TimeSpan now)
    {
        _pulse.Heard(now);
        if (_phase is not (Phase.Greeting or Phase.Live)) return;   // of a connection that was given up

        switch (frame.FrameCase)
        {
            case Down.FrameOneofCase.Welcome: OnWelcome(frame.Welcome, now); break;
            case Down.FrameOneofCase.Registered: OnRegistered(frame.Registered); break;
            case Down.FrameOneofCase.Departed: _intents.On(frame.Departed); break;
            case Down.FrameOneofCase.Instruction: Instructions.On(frame.Instruction, now); break;
            case Down.FrameOneofCase.Ping: Say([new Up { Pong = new Pong() }]); break;
            case Down.FrameOneofCase.Snapshot: _subscriptions.On(frame.Snapshot, now); break;
            case Down.FrameOneofCase.Delta: _subscriptions.On(frame.Delta, now); break;
            case Down.FrameOneofCase.HeartbeatAck: _subscriptions.On(frame.HeartbeatAck); break;
            case Down.FrameOneofCase.Refused: OnRefused(frame.Refused, now); break;
            case Down.FrameOneofCase.GoAway: OnGoAway(frame.GoAway, now); break;
        }
    }

    private void OnWelcome(Welcome welcome, TimeSpan now)
    {
        if (RightEnvironment.FaultIn(_options.Environment, welcome.Environment) is { } fault)
        {
            Reject(fault);
            return;
        }

        (_phase, SeenAddress) = (Phase.Live, welcome.SeenAddress);
        _redial.Welcomed(welcome);
        _resume = new Resume { Session = welcome.Session, Secret = welcome.Secret };
        _pulse.Start(TimeSpan.FromMilliseconds(welcome.HeartbeatMs), now);
        _reports.OnLive(now);
        _intents.OnNewConnection(welcome.Resumed);
        _subscriptions.OnNewConnection();
        SayIntents();
        _subscriptions.AskForAll();
        _outputs.Add(new ConversationOutput.StateChanged(ConnectionState.Connected, welcome.Resumed ? "session resumed" : "new session"));
    }

    private void Reject(string why)
    {
        _phase = Phase.Rejected;
        _intents.Bar(Errors.Of(ErrorCode.Forbidden, why));
        _outputs.Add(new ConversationOutput.HangUp());
        _outputs.Add(new ConversationOutput.StateChanged(ConnectionState.Rejected, why));
    }

    private void OnRegistered(Registered registered)
    {
        foreach (var intent in _intents.On(registered)) _outputs.Add(new ConversationOutput.RegistrationChanged(intent));
        SayIntents();
    }

    private void OnRefused(Refused refused, TimeSpan now)
    {
        if (_phase is Phase.Live)
        {
            _outputs.Add(new ConversationOutput.Trouble(refused.Error, refused.Service));
            return;
        }

        _outputs.Add(new ConversationOutput.HangUp());
        Wait(_redial.Refused(refused.Error, now));
        if (_redial.Bar is { } bar) _intents.Bar(bar);
    }

    private void OnGoAway(GoAway goAway, TimeSpan now)
    {
        _redial.SentAway(goAway);
        HangUp($"the registry sent us away: {goAway.Reason}", now);
    }

    private void HangUp(string why, TimeSpan now)
    {
        _outputs.Add(new ConversationOutput.HangUp());
        Wait(_redial.Lost(why, now));
    }

    private void Wait(ConversationOutput? news)
    {
        _phase = Phase.Waiting;
        _reports.OnLost();
        if (news is not null) _outputs.Add(news);
    }

    private static TimeSpan Sooner(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void SayIntents()
    {
        if (IsLive) Say(_intents.Say());
    }

    private void Say(IEnumerable<Up> frames)
    {
        foreach (var frame in frames) _outputs.Add(new ConversationOutput.Send(frame));
    }
}
