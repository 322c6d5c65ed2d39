using Google.Protobuf;
using Muster.Core.Access;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Tests;

/// <summary>The other end of one connection: says what a test wants said, and reads only when told to.</summary>
internal sealed class TestPeer
{
    private static int _secrets;

    private readonly TestRegistry _registry;
    private readonly string _client;
    private ulong _requests;
    private ulong _beats;

    public TestPeer(TestRegistry registry, string client, Origin origin = Origin.Loopback)
    {
        (_registry, _client) = (registry, client);
        var secret = new byte[16];
        BitConverter.TryWriteBytes(secret, Interlocked.Increment(ref _secrets));
        Outbox = new Outbox(static () => { });
        Connection = new Connection(Outbox, client, origin, secret);
    }

    public Outbox Outbox { get; }

    public Connection Connection { get; }

    public Welcome Welcome { get; private set; } = new();

    public Resume Resume => new() { Session = Welcome.Session, Secret = Welcome.Secret };

    public void Send(Up frame) => _registry.Step(new Input.Received(Connection, frame));

    public List<Down> Hello(string @namespace = "default", string token = "", Resume? resume = null, bool confirms = false, bool obeys = false)
    {
        var hello = new Hello { Protocol = 1, Client = _client, Namespace = @namespace, Token = token, Resume = resume };
        if (confirms) hello.Capabilities.Add(Capabilities.Applied);
        if (obeys) hello.Capabilities.Add(Capabilities.Instructions);
        Send(new Up { Hello = hello });
        var heard = Read();
        Welcome = heard.Select(frame => frame.Welcome).FirstOrDefault(welcome => welcome is not null) ?? new Welcome();
        return heard;
    }

    public RegistrationResult Register(string id, string service = "orders", ulong incarnation = 0, string zone = "", string address = "http://10.0.0.7:8080") =>
        Register(new Registration { Service = service, Incarnation = incarnation, Instance = new Instance { Id = id, Zone = zone, Addresses = { address } } }).Single();

    public IList<RegistrationResult> Register(params Registration[] registrations)
    {
        var request = ++_requests;
        Send(new Up { Register = new Register { Request = request, Registrations = { registrations } } });
        return Read().Single(frame => frame.Registered?.Request == request).Registered.Results;
    }

    public RegistrationResult Deregister(string id, string service = "orders")
    {
        var request = ++_requests;
        Send(new Up { Deregister = new Deregister { Request = request, Instances = { new InstanceKey { Service = service, Id = id } } } });
        return Read().Single(frame => frame.Registered?.Request == request).Registered.Results.Single();
    }

    public void Subscribe(string service = "orders", Held? held = null) =>
        Send(new Up { Subscribe = new Subscribe { Subscriptions = { new Subscription { Service = service, Held = held } } } });

    public void Report(params IEnumerable<CallCounts> answered) => Send(new Up { Report = new Report { PeriodMs = 10_000, Answered = { answered } } });

    public void ReportMade(params IEnumerable<CallCounts> made) => Send(new Up { Report = new Report { PeriodMs = 10_000, Made = { made } } });

    public void Say(ServiceStatus.Types.Status status, string reason, string id, string service = "orders") =>
        Send(new Up { Report = new Report { PeriodMs = 10_000, Statuses = { new ServiceStatus { Service = service, Id = id, Status = status, Reason = reason } } } });

    /// <summary>Says that the current list of a service is in use.</summary>
    public void Confirm(string service = "orders") =>
        Send(new Up { Applied = new Applied { Service = service, Revision = _registry.View(service).Revision.ToWire() } });

    /// <summary>Goodbye to instances, each <c>service/id</c>, with a receipt wanted.</summary>
    public void Leave(double withinSeconds, params string[] instances)
    {
        var deregister = new Deregister { Request = ++_requests, ReceiptWithinMs = (uint)(withinSeconds * 1000) };
        foreach (var instance in instances)
            deregister.Instances.Add(new InstanceKey { Service = instance.Split('/')[0], Id = instance.Split('/')[1] });
        Send(new Up { Deregister = deregister });
    }

    /// <summary>Answers an instruction.</summary>
    public void Answer(string instruction, InstructionReceipt.Types.Outcome outcome, string message = "") =>
        Send(new Up { InstructionResult = new InstructionResult { Id = instruction, Outcome = outcome, Message = message } });

    public void Beat() => Send(new Up { Heartbeat = new Heartbeat { Number = ++_beats } });

    /// <summary>The connection ends without goodbye.</summary>
    public void Drop() => _registry.Step(new Input.Closed(Connection));

    /// <summary>Everything that waits to be read.</summary>
    public List<Down> Read()
    {
        var frames = new List<Down>();
        while (Outbox.TryTake(out var next))
        {
            if (next.Control is { } control) frames.Add(Down.Parser.ParseFrom(control.ToByteArray()));
            else frames.AddRange(next.View!.Encodings.Frames(next.Answer!).Select(bytes => Down.Parser.ParseFrom(bytes.Span)));
        }

        return frames;
    }
}
