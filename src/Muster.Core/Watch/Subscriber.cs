namespace Muster.Core.Watch;

/// <summary>
/// One connection's interest in one service: what it was last sent, and at most one mark that it is behind.
/// Its state is guarded by the lock of its <see cref="Outbox"/>, but for the place and what it applied, which its service sets.
/// </summary>
internal sealed class Subscriber(Outbox outbox, ServiceFeed feed)
{
    public ServiceFeed Feed { get; } = feed;

    /// <summary>What the subscriber holds as far as this connection knows; null before the first answer.</summary>
    internal HeldList? Cursor { get; set; }

    /// <summary>Whether the connection has been answered, so that the cursor counts in its sum.</summary>
    internal bool Answered { get; set; }

    /// <summary>The name of the client, if it says which lists it uses; null for a stream that never does.</summary>
    public string? Confirmer { get; init; }

    /// <summary>The sequence of the latest list that the client said it uses; 0: none. Written by the machine alone, as the next.</summary>
    internal ulong Applied { get; set; }

    /// <summary>The sequence of the list that stood when it began to follow.</summary>
    internal ulong JoinedAt { get; set; }

    internal bool Pending { get; set; }

    internal bool Ended { get; set; }

    /// <summary>Where it stands among the subscribers of its service.</summary>
    internal int Place { get; set; }

    /// <summary>There is a newer list than the one this subscriber was sent.</summary>
    public void Mark() => outbox.Mark(this);
}
