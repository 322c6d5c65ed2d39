using System.Diagnostics;
using Muster.Peers;
using Muster.Peers.Processes;
using Muster.Peers.Wires;

namespace Muster.Load.Workloads;

/// <summary>Many sessions on one thread.</summary>
internal sealed class Fleet : IDisposable
{
    /// <summary>The longest that anything may take that has no bound of its own.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<Session> _sessions = [];

    public Reactor Reactor { get; } = new(Progress.Tell);

    public IReadOnlyList<Session> Sessions => _sessions;

    public long BytesReceived => _sessions.Sum(session => session.Wire.BytesReceived);

    public long BytesSent => _sessions.Sum(session => session.Wire.BytesSent);

    /// <summary>Connects so many more, and waits until they are ready.</summary>
    /// <param name="subject">To whom.</param>
    /// <param name="count">How many.</param>
    /// <param name="atOnce">How many may be under way.</param>
    /// <param name="open">Says hello.</param>
    public void Connect(Subject subject, int count, int atOnce, Action<Session> open) => Connect(subject.Connect, count, atOnce, open);

    public void Connect(Func<Reactor, Session> connect, int count, int atOnce, Action<Session> open)
    {
        var from = _sessions.Count;
        var ready = from;
        while (ready < from + count)
        {
            while (_sessions.Count < from + count && _sessions.Count - ready < atOnce)
            {
                var session = connect(Reactor);
                _sessions.Add(session);
                open(session);
            }

            Reactor.Until(() => Ready() > ready, Patience, () => $"{from + count} connections are to be ready, and {Ready()} are");
            ready = Ready();
        }

        int Ready()
        {
            var at = ready;
            while (at < _sessions.Count && _sessions[at].Ready) at++;
            return at;
        }
    }

    /// <summary>One operation on one session, to its end.</summary>
    public void Do(Session session, Action<Session> operation)
    {
        var done = false;
        session.Answered = _ => done = true;
        operation(session);
        Reactor.Until(() => done, Patience, () => "an operation is not answered");
        session.Answered = null;
    }

    public void Prepare(int services)
    {
        for (var service = 0; service < services; service++)
        {
            var (at, done) = (service, false);
            _sessions[0].Answered = _ => done = true;
            if (_sessions[0].Prepare(at)) Reactor.Until(() => done, Patience, () => "a service's place is not made");
            _sessions[0].Answered = null;
        }
    }

    /// <summary>Lets what is on its way arrive.</summary>
    public void Rest(TimeSpan time)
    {
        var from = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(from) < time) Reactor.Turn(20);
    }

    public void Dispose() => Reactor.Dispose();
}
