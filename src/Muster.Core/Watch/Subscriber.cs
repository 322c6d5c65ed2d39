namespace Muster.Core.Watch;

/// <summary>
/// One connection's interest in one service: what it was last sent, and at most one mark that it is behind.
/// Its state is guarded by the lock of its <see cref="Outbox"/>, but for the place, which its service sets.
/// </summary>
internal sealed class Subscriber(Outbox outbox, ServiceFeed feed)
{
    public ServiceFeed Feed { get; } = feed;

    /// <summary>What the subscriber holds as far as this connection knows; null before the first answer.</summary>
    internal HeldList? Cursor { get; set; }

    /// <summary>Whether the connection has been answered, so that the cursor counts in its sum.</summary>
    internal bool Answered { get; set; }

    internal bool Pending { get; set; }

    internal bool Ended { get; set; }

    /// <summary>Where it stands among the subscribers of its service.</summary>
    internal int Place { get; set; }

    /// <summary>There is a newer list than the one this subscriber was sent.</summary>
    public void Mark() => outbox.Mark(this);
}
