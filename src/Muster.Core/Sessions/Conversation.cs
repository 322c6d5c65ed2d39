using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Departures;
using Muster.Core.Health;
using Muster.Core.Instructions;
using Muster.Core.Probes;
using Muster.Protocol;

namespace Muster.Core.Sessions;

/// <summary>The registry's side of <c>Connect</c>: answers every frame of a client. A bad frame is refused; the session lives on.</summary>
internal sealed class Conversation(
    RegistryOptions options, SessionBook sessions, Registrar registrar, Reports reports)
{
    private const uint Protocol = 1;

    public required DepartureBook Departures { get; init; }

    public required DetectorBook Detectors { get; init; }

    public required ProbeTable Probes { get; init; }

    public required Following Following { get; init; }

    public required InstructionBook Instructions { get; init; }

    public Action<RegistryEvent> Happened { get; init; } = static _ => { };

    public void OnFrame(Connection connection, Up frame, TimeSpan now)
    {
        if (connection.Session is { } session)
        {
            sessions.Heard(session, now);
            OnFrame(connection, session, frame, now);
        }
        else if (frame.FrameCase is Up.FrameOneofCase.Hello)
        {
            OnHello(connection, frame.Hello, now);
        }
        else
        {
            TurnAway(connection, frame.FrameCase);
        }
    }

    /// <summary>As a frame of registrations, which the connection's reader has read.</summary>
    public void OnCandidates(Connection connection, Candidates candidates, TimeSpan now)
    {
        if (connection.Session is not { } session)
        {
            TurnAway(connection, Up.FrameOneofCase.Register);
            return;
        }

        sessions.Heard(session, now);
        Register(connection, session, candidates, now);
    }

    public void Refuse(Connection connection, Error error, string service = "")
    {
        connection.Outbox.Put(new Down { Refused = new Refused { Error = error, Service = service } });
        Happened(new RegistryEvent.Refused(connection.Session?.Client ?? connection.Peer, error) { By = connection.Session?.Caller.Name ?? "", From = connection.Peer });
    }

    private void OnHello(Connection connection, Hello hello, TimeSpan now)
    {
        var fault = Names.FaultInNamespace(hello.Namespace)
            ?? Names.FaultInPlace("zone", hello.Zone)
            ?? Names.FaultInPlace("unit", hello.Unit)
            ?? (hello.Client.Length > 2 * Limits.Name ? $"client id {Names.Quote(hello.Client)}: the limit is {2 * Limits.Name} characters." : null);
        var error = hello.Protocol == 0
            ? Errors.Of(ErrorCode.Unsupported, $"Hello names no protocol version. This registry speaks version {Protocol}.")
            : fault is not null ? Errors.Invalid(fault) : null;

        Caller? caller = null;
        if (error is null) (caller, error) = options.Callers.Identify(hello.Token, connection.Origin, connection.Certificate);
        if (error is null && !caller!.Grants.Any(grant => Enum.GetValues<Verb>().Any(verb => grant.Covers(verb, new(hello.Namespace, null)))))
            error = Errors.Of(ErrorCode.Forbidden, $"Caller '{caller.Name}' has no rights in namespace '{hello.Namespace}'. Check the client's namespace, or ask an operator for a token that covers it.");
        if (error is not null)
        {
            Refuse(connection, error);
            connection.Outbox.End();
            return;
        }

        (connection.Caller, connection.Usage) = (caller, options.Callers.Usages.Of(caller!.Name));
        var client = hello.Client.Length > 0 ? hello.Client : connection.Peer;
        var resumed = sessions.Resume(hello.Resume, hello.Namespace, caller!, connection, now);
        var session = resumed ?? sessions.Open(SessionKind.Stream, hello.Namespace, caller!, client, options.Lease, now);
        if (resumed is null) session.Carry(connection);
        if (hello.Capabilities.Contains(Capabilities.Applied)) connection.Confirmer = session.Client;
        connection.TakesInstructions = hello.Capabilities.Contains(Capabilities.Instructions);

        connection.Outbox.Put(new Down { Welcome = WelcomeTo(session, connection, resumed is not null) });
        Registrar.TellUnheard(session);
        Happened(new RegistryEvent.SessionOpened(session, resumed is not null));
    }

    private void OnFrame(Connection connection, Session session, Up frame, TimeSpan now)
    {
        switch (frame.FrameCase)
        {
            case Up.FrameOneofCase.Heartbeat:
                sessions.Beat(session, now);
                connection.Outbox.Put(new Down { HeartbeatAck = new HeartbeatAck { Number = frame.Heartbeat.Number } });
                break;

            case Up.FrameOneofCase.Pong:
                break;   // having been heard is all

            case Up.FrameOneofCase.Register when WithinBatch(connection, frame.Register.Registrations.Count):
                Register(connection, session, new(frame.Register.Request, [.. frame.Register.Registrations.Select(Candidate.Of)]), now);
                break;

            case Up.FrameOneofCase.Deregister when WithinBatch(connection, frame.Deregister.Instances.Count):
                OnDeregister(connection, session, frame.Deregister, now);
                break;

            case Up.FrameOneofCase.Subscribe when WithinBatch(connection, frame.Subscribe.Subscriptions.Count):
                foreach (var wanted in frame.Subscribe.Subscriptions) Following.Begin(connection, session, wanted);
                break;

            case Up.FrameOneofCase.Report when WithinBatch(connection, frame.Report.Statuses.Count + frame.Report.Answered.Count + frame.Report.Made.Count):
                if (reports.Take(session, frame.Report, now) is var (error, about)) Refuse(connection, error, about);
                break;

            case Up.FrameOneofCase.Unsubscribe:
                foreach (var service in frame.Unsubscribe.Services) Following.End(connection, service);
                break;

            case Up.FrameOneofCase.Applied:
                Departures.Applied(connection, frame.Applied, now);
                break;

            case Up.FrameOneofCase.InstructionResult:
                Instructions.Take(connection, frame.InstructionResult, now);
                break;

            case Up.FrameOneofCase.Detect:
                if (Detectors.Join(connection, session, frame.Detect) is { } unwanted) Refuse(connection, unwanted);
                break;

            case Up.FrameOneofCase.ProbeResults when WithinBatch(connection, frame.ProbeResults.Results.Count):
                foreach (var result in frame.ProbeResults.Results) Probes.Take(connection, result, now);
                break;

            case Up.FrameOneofCase.Hello:
                Refuse(connection, Errors.Invalid("Hello was already said on this connection. It is not needed again."));
                break;

            case Up.FrameOneofCase.None:
                Refuse(connection, Errors.Of(ErrorCode.Unsupported, "This registry does not know the frame that was sent. It may be older than the client."));
                break;
        }
    }

    private void TurnAway(Connection connection, Up.FrameOneofCase frame)
    {
        Refuse(connection, Errors.Of(ErrorCode.Unsupported, $"The first frame must be Hello, not {frame}."));
        connection.Outbox.End();
    }

    private void Register(Connection connection, Session session, Candidates candidates, TimeSpan now)
    {
        var registered = new Registered { Request = candidates.Request };
        registered.Results.Capacity = candidates.All.Length;
        foreach (var candidate in candidates.All) registered.Results.Add(registrar.Register(session, candidate, now));
        connection.Outbox.Put(new Down { Registered = registered });
    }

    private void OnDeregister(Connection connection, Session session, Deregister leaving, TimeSpan now)
    {
        var departure = leaving.ReceiptWithinMs > 0 ? Departures.Announce(connection, leaving) : null;
        var removed = new Registered { Request = leaving.Request };
        foreach (var instance in leaving.Instances) removed.Results.Add(registrar.Deregister(session, instance, now));
        connection.Outbox.Put(new Down { Registered = removed });

        if (departure is not null) Departures.Begin(departure, TimeSpan.FromMilliseconds(leaving.ReceiptWithinMs), now);
        else if (leaving.ReceiptWithinMs > 0)
            Refuse(connection, Errors.Of(ErrorCode.LimitReached, $"Request {leaving.Request} gets no receipt: this connection already waits for {Limits.ReceiptsPerConnection}, which is the limit. Its instances were taken out."));
    }

    private bool WithinBatch(Connection connection, int count)
    {
        if (count <= Limits.Batch) return true;
        Refuse(connection, Errors.Of(ErrorCode.LimitReached, $"The frame has {count} items; the limit is {Limits.Batch}. Send them in several frames."));
        return false;
    }

    private Welcome WelcomeTo(Session session, Connection connection, bool resumed) => new()
    {
        Protocol = Protocol,
        Session = session.Id.ToString(),
        Secret = Google.Protobuf.ByteString.CopyFrom(connection.Secret.Span),
        TimeoutMs = (uint)session.Lease.Timeout.TotalMilliseconds,
        HeartbeatMs = (uint)session.Lease.Heartbeat.TotalMilliseconds,
        Environment = options.Environment,
        Nodes = { options.Nodes },
        Resumed = resumed,
        SeenAddress = connection.Peer,
    };
}
