namespace Muster.Core.Sessions;

/// <summary>Who is to be looked at when, in buckets of 250 ms, rounded up: nobody is ever looked at early.</summary>
/// <remarks>
/// One valid entry a session. A heartbeat does not touch it: when the entry falls due, the session is judged by its
/// signs and put where it belongs then.
/// </remarks>
internal sealed class ExpiryBuckets
{
    private static readonly long Width = TimeSpan.FromMilliseconds(250).Ticks;

    private readonly Dictionary<long, List<Session>> _buckets = [];
    private long _done = -1;

    /// <summary>Sets when to look at a session next; an earlier appointment replaces a later one and the reverse.</summary>
    public void Schedule(Session session, TimeSpan at)
    {
        if (at == TimeSpan.MaxValue)
        {
            session.DueBucket = -1;
            return;
        }

        var bucket = Math.Max((at.Ticks + Width - 1) / Width, _done + 1);
        if (session.DueBucket == bucket) return;
        session.DueBucket = bucket;
        if (!_buckets.TryGetValue(bucket, out var due)) _buckets[bucket] = due = [];
        due.Add(session);
    }

    /// <summary>Moves those whose time has come into a list.</summary>
    public void TakeDue(TimeSpan now, List<Session> due)
    {
        for (var last = now.Ticks / Width; _done < last;)
        {
            if (!_buckets.Remove(++_done, out var bucket)) continue;
            foreach (var session in bucket)
            {
                if (session.DueBucket != _done) continue;
                session.DueBucket = -1;
                due.Add(session);
            }
        }
    }
}
