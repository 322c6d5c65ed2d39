using Google.Protobuf;
using Muster.Peers;
using Muster.Peers.Wires;
using Muster.Protocol;

namespace Muster.Load.Registry;

/// <summary>A conversation with Muster, as the protocol's page tells it.</summary>
internal sealed class MusterSession : Session
{
    // Fields of Down, as the first byte of a frame.
    private const byte WelcomeTag = 0x0A, RegisteredTag = 0x12, AckTag = 0x1A, PingTag = 0x22, SnapshotTag = 0x2A, DeltaTag = 0x32;

    private readonly Reactor _reactor;
    private readonly HeldLists _lists;
    private readonly ILink _link;
    private ulong _number;
    private bool _follows;
    private bool _reads;

    public MusterSession(Reactor reactor, HeldLists lists, Func<Muster.Peers.Http2.MessageHandler, ILink> link)
    {
        (_reactor, _lists) = (reactor, lists);
        _link = link(Take);
    }

    public override Wire Wire => _link.Wire;

    /// <summary>What is followed, as it is held.</summary>
    public HeldList Held { get; private set; } = HeldList.Nothing;

    public override void Open() => Send(new Up { Hello = new Hello { Protocol = 1, Client = "load", Namespace = "default" } });

    public override void Follow(int service)
    {
        _follows = true;
        Open();
        Subscribe(service);
    }

    public override void FollowAgain(int service, Session before)
    {
        Held = ((MusterSession)before).Held;
        Follow(service);
    }

    public override void Register(Item item) => Register([item]);

    public override void Register(ReadOnlySpan<Item> items)
    {
        var register = new Register { Request = ++_number };
        foreach (var item in items) register.Registrations.Add(item.ToRegistration());
        Send(new Up { Register = register });
    }

    public override void Remove(Item item) =>
        Send(new Up { Deregister = new Deregister { Request = ++_number, Instances = { item.ToKey() } } });

    public override void Beat() => Send(new Up { Heartbeat = new Heartbeat { Number = ++_number } });

    public override void List(int service)
    {
        _reads = true;
        Held = HeldList.Nothing;
        Subscribe(service);
    }

    private void Subscribe(int service)
    {
        var subscription = new Subscription { Service = new Item(service, 0, 0).ServiceName };
        if (Held.IsWhole) subscription.Held = new Held { Revision = Held.Revision, Digest = Held.Digest };
        Send(new Up { Subscribe = new Subscribe { Subscriptions = { subscription } } });
    }

    private void Send(Up frame)
    {
        var body = _reactor.Body.Clear();
        frame.WriteTo(body);
        _link.Send(body.Written);
    }

    private void Take(ReadOnlySpan<byte> frame)
    {
        switch (frame[0])
        {
            case WelcomeTag:
                Ready = !_follows;
                break;
            case RegisteredTag:
                Check(Down.Parser.ParseFrom(frame).Registered);
                Answered?.Invoke(this);
                break;
            case AckTag:
                Answered?.Invoke(this);
                break;
            case PingTag:
                Send(new Up { Pong = new Pong() });
                break;
            case DeltaTag when _reads:
                break;   // a change between two readings
            case SnapshotTag or DeltaTag:
                TakeList(frame);
                break;
            default:
                throw new IOException($"Muster said {Down.Parser.ParseFrom(frame)}.");
        }
    }

    private void TakeList(ReadOnlySpan<byte> frame)
    {
        Held = _lists.After(Held, frame);
        if (!Held.IsWhole) return;
        if (_reads) Answered?.Invoke(this);
        else if (Ready) Learn(Held.Event);
        Ready = true;
    }

    private static void Check(Registered registered)
    {
        foreach (var result in registered.Results)
            if (result.Outcome is not (RegistrationResult.Types.Outcome.Accepted or RegistrationResult.Types.Outcome.Removed))
                throw new IOException($"Muster answered {result}.");
    }
}
