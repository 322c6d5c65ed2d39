using System.Diagnostics;
using Muster.Peers;
using Muster.Peers.Processes;

namespace Muster.Load.Workloads;

/// <summary>The 100 providers of one service, each with its own connection, on their own thread.</summary>
/// <remarks>Events happen one after another: the next one waits for the answer to the last, and for its time.</remarks>
internal sealed class Providers : IDisposable
{
    public const int Count = 100;

    private const int MostEvents = 4096, Group = 1000;

    private readonly Subject _subject;
    private readonly Fleet _fleet = new();
    private readonly long[] _sentAt = new long[MostEvents];
    private int _event;

    public Providers(Subject subject)
    {
        _subject = subject;
        _fleet.Connect(subject, Count, atOnce: Count, session => session.Open());
        _fleet.Prepare(1);
        for (var at = 0; at < Count; at++)
        {
            var item = new Item(0, at, 0);
            _fleet.Do(_fleet.Sessions[at], session => session.Register(item));
        }
    }

    /// <summary>When an event was sent; a stamp of <see cref="Stopwatch"/>.</summary>
    public long SentAt(int number) => Volatile.Read(ref _sentAt[number]);

    /// <summary>Connects consumers of the service. That takes longer than a server bears silence: the providers answer its pings meanwhile.</summary>
    public void Gather(Fleet consumers, int count)
    {
        for (var connected = 0; connected < count; connected += Group)
        {
            consumers.Connect(_subject, Math.Min(Group, count - connected), atOnce: 200, session => session.Follow(0));
            _fleet.Reactor.Turn(0);
        }
    }

    /// <summary>One provider says something new of itself.</summary>
    public Act Change()
    {
        var item = new Item(0, _event % Count, ++_event);
        return new(_event, () => Send(_fleet.Sessions[item.Index], item, isRemoval: false));
    }

    /// <summary>Provider after provider goes, and comes back.</summary>
    public Act Restart(TimeSpan pace, int providers = Count)
    {
        var first = _event + 1;
        for (var at = 0; at < providers; at++) _subject.Plan(new Item(0, at, first + (2 * at)));
        _event += 2 * providers;
        return new(_event, () =>
        {
            var started = Stopwatch.GetTimestamp();
            for (var step = 0; step < 2 * providers; step++)
            {
                while (Stopwatch.GetElapsedTime(started) < step * pace)
                    _fleet.Reactor.Turn((int)Math.Max(0, ((step * pace) - Stopwatch.GetElapsedTime(started)).TotalMilliseconds));
                Send(_fleet.Sessions[step / 2], new Item(0, step / 2, first + step), isRemoval: step % 2 == 0);
            }
        });
    }

    public void Dispose() => _fleet.Dispose();

    private void Send(Session session, Item item, bool isRemoval)
    {
        Volatile.Write(ref _sentAt[item.Event], Stopwatch.GetTimestamp());
        _fleet.Do(session, provider =>
        {
            if (isRemoval) provider.Remove(item);
            else provider.Register(item);
        });
    }
}

/// <summary>Events to come: the number of the last one, and what makes them happen.</summary>
internal readonly record struct Act(int Last, Action Perform);
