using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Health;
using Muster.Protocol;

namespace Muster.Core.Sessions;

/// <summary>All sessions: opens, resumes, hears and judges them. The one writer of a session's signs and vital.</summary>
internal sealed class SessionBook(
    RegistryOptions options, Registrar registrar, SelfDoubt doubt, TimeSpan judgeFrom, Action<RegistryEvent> happened)
{
    private static readonly TimeSpan LookAgainInDoubt = TimeSpan.FromSeconds(2);

    private readonly Dictionary<SessionId, Session> _sessions = [];
    private readonly ExpiryBuckets _buckets = new();
    private readonly List<Session> _due = [];
    private ulong _number;

    /// <summary>Told of a connection whose session another one took up.</summary>
    public Action<Connection> Superseded { get; init; } = static _ => { };

    public int Count => _sessions.Count;

    public TimeSpan JudgeFrom { get; } = judgeFrom;

    public Session Open(SessionKind kind, string @namespace, Caller caller, string client, Lease lease, TimeSpan now)
    {
        var session = new Session(new SessionId(options.Epoch, ++_number), kind, @namespace, caller, lease, now)
        {
            Client = client, Doubt = doubt, Usage = kind is SessionKind.Persistent ? null : options.Callers.Usages.Of(caller.Name),
        };
        _sessions.Add(session.Id, session);
        Judge(session, now);
        return session;
    }

    /// <summary>A session that stands in for one from before the start, until its client is back.</summary>
    public Session Restore(SavedFact fact, TimeSpan now)
    {
        var kind = fact.TimeToLive is null ? SessionKind.Restored : SessionKind.Thin;
        var lease = fact.TimeToLive is { } timeToLive ? Lease.OfTimeout(timeToLive) : options.Lease;
        var session = Open(kind, fact.Service.Namespace, new Caller(fact.Caller, []) { Environment = null }, fact.Client, lease, now);
        session.Signs = session.Signs with { Restored = true };
        session.Adrift = false;
        return session;
    }

    /// <summary>The session that a client has the right to take up again; null when there is none, whatever the reason.</summary>
    public Session? Resume(Resume? resume, string @namespace, Caller caller, Connection connection, TimeSpan now)
    {
        if (resume is null || SessionId.Parse(resume.Session) is not { } id || !_sessions.TryGetValue(id, out var session)) return null;
        if (!session.Proves(resume.Secret.Span) || session.Namespace != @namespace || session.Caller.Name != caller.Name) return null;

        if (session.Connection is { } former)   // half-open: the client knows better than our socket
        {
            former.Session = null;
            former.Outbox.End();
            Superseded(former);
        }

        session.Carry(connection);
        session.Signs = new Signs(now, now, null, null, Connected: true, Restored: false);
        Judge(session, now);
        return session;
    }

    /// <summary>A frame of any kind arrived.</summary>
    public void Heard(Session session, TimeSpan now)
    {
        session.Signs = session.Signs with { HeardAt = now };
        doubt.Heard(now);
    }

    public void Beat(Session session, TimeSpan now)
    {
        doubt.Heard(now);
        session.Signs = session.Signs with { HeardAt = now, BeatAt = now };
        if (session.Vital is not Vital.Up) Judge(session, now);
    }

    /// <summary>A connection is gone. Its session waits for its client, unless nothing hangs on it.</summary>
    public void Lost(Connection connection, TimeSpan now)
    {
        if (connection.Session is not { } session) return;
        connection.Session = null;
        session.Connection = null;
        session.Signs = session.Signs with { LostAt = now, Connected = false };
        if (session.Instances.Count == 0)
        {
            End(session);
            return;
        }

        Judge(session, now);
        registrar.Miss(session, now);
    }

    /// <summary>All that hangs on a session is proven dead: its process is not coming back.</summary>
    public void Bury(Session session, TimeSpan now)
    {
        if (session.Vital is Vital.Dead) return;
        if (session.Instances.Count > 0) doubt.Left(session.Vital);
        (session.Vital, session.JudgedAt) = (Vital.Dead, now);
        End(session);
    }

    /// <summary>Ends a session that has nothing left to hold.</summary>
    public void End(Session session)
    {
        _sessions.Remove(session.Id);
        _buckets.Schedule(session, TimeSpan.MaxValue);
        happened(new RegistryEvent.SessionEnded(session));
    }

    public void Tick(TimeSpan now)
    {
        _buckets.TakeDue(now, _due);
        foreach (var session in _due) Judge(session, now);
        _due.Clear();
    }

    private void Judge(Session session, TimeSpan now)
    {
        var verdict = Liveness.Judge(session.Signs, session.Lease, now, JudgeFrom);
        if (verdict.Expired && doubt.InDoubt)
            verdict = verdict with { Vital = verdict.Vital is Vital.Dead ? Vital.Suspect : verdict.Vital, Expired = false, LookAgain = now + LookAgainInDoubt };

        if (verdict.Ping)
        {
            session.Signs = session.Signs with { PingedAt = now };
            session.Connection?.Outbox.Put(new Down { Ping = new Ping() });
        }

        if (verdict.GiveUpConnection && session.Connection is { } connection)
        {
            connection.Session = null;
            connection.Outbox.End();
            session.Connection = null;
            session.Signs = session.Signs with { LostAt = now - Lease.LostGrace, Connected = false };
        }

        _buckets.Schedule(session, verdict.LookAgain);
        var waitedFor = session.Signs.Restored && now < JudgeFrom;   // stays as it was known before the start
        var before = session.Presence;
        session.Adrift = !session.Signs.Connected && !waitedFor;
        session.Expired = verdict.Expired;
        if (!waitedFor && verdict.Vital != session.Vital)
        {
            if (session.Instances.Count > 0) Tell(session.Vital, verdict.Vital, now);
            (session.Vital, session.JudgedAt) = (verdict.Vital, now);
            session.Because = Liveness.Because(session.Vital, session.Signs, now);
        }

        if (session.Presence == before) return;
        registrar.PresenceChanged(session, session.Vital != before.Vital, now);
        if (session.Vital == before.Vital) return;
        happened(new RegistryEvent.VitalChanged(session, before.Vital, session.Vital));
        if (session.Vital is Vital.Dead) End(session);
    }

    private void Tell(Vital before, Vital vital, TimeSpan now)
    {
        if (vital is Vital.Dead) doubt.Left(before);
        else doubt.Turned(vital, now);
    }
}
