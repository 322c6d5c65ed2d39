using Muster.Core.Access;
using Muster.Protocol;

namespace Muster.Core.Sessions;

/// <summary>Every open stream that the machine has heard of, and whether what it came with still holds.</summary>
internal sealed class OpenStreams(CallerDirectory callers, Action<RegistryEvent> happened)
{
    private const string NoLongerHolds = "The token or certificate was revoked or has ended. Come back with one that holds.";

    private readonly HashSet<Connection> _open = [];
    private readonly TokenBook _tokens = new(callers.Environment, callers.Usual, callers.Former);

    /// <summary>From now on it is told what all are told.</summary>
    public void Know(Connection connection) => _open.Add(connection);

    /// <summary>As <see cref="Know"/>, for a stream whose caller was authorized before it came here. False: that no longer holds, and it was told to go.</summary>
    public bool Admit(Connection connection)
    {
        Know(connection);
        if (Holds(connection)) return true;
        SendAway(connection, NoLongerHolds);
        return false;
    }

    public void Closed(Connection connection) => _open.Remove(connection);

    /// <summary>Takes tokens in, and sends away whose token no longer holds.</summary>
    public void Recognize(IReadOnlyList<TokenChange> changes, TimeSpan now)
    {
        foreach (var change in changes) _tokens.Take(change, now);
        callers.Recognize(_tokens.Valid(now));

        var sent = 0;
        foreach (var connection in _open)
        {
            if (connection.Outbox.Ended || Holds(connection)) continue;
            SendAway(connection, NoLongerHolds);
            sent++;
        }

        if (sent > 0) happened(new RegistryEvent.SentAway(sent));
    }

    public void Tick(TimeSpan now)
    {
        if (_tokens.AnyEnded(now)) Recognize([], now);
    }

    public void SendAllAway(string reason)
    {
        foreach (var connection in _open) SendAway(connection, reason);
    }

    private bool Holds(Connection connection) => connection.Caller is not { } caller || callers.Knows(caller);

    private static void SendAway(Connection connection, string reason)
    {
        connection.Outbox.Put(new Down { GoAway = new GoAway { Reason = reason } });
        connection.Outbox.End();
    }
}
