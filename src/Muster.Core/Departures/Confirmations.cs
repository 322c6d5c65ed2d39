using Muster.Core.Catalog;
using Muster.Core.Watch;

namespace Muster.Core.Departures;

/// <summary>How far knowledge of one service's lists has come among the subscribers who confirm what they apply.</summary>
/// <remarks>
/// For every awaited list, <c>Missing</c> is the number of confirming subscribers whose last confirmed list is an older one.
/// The lists stand in the order of their sequences, so whatever one confirmation completes is in front. A confirmation costs
/// one step for each awaited list between the one confirmed before and this one: one in all, however many departures wait.
/// </remarks>
internal sealed class Confirmations(Service service)
{
    /// <summary>Clients that a list asks when nobody waits for it: enough for a distribution of the time to knowledge.</summary>
    public const int Sample = 16;

    private const int TimesKept = 16;

    private readonly List<AwaitedList> _awaited = [];   // one that is not published yet comes last
    private TimeSpan[]? _publishedAt;                    // by sequence modulo TimesKept
    private ulong _oldest;
    private ulong _newest;
    private int _announced;

    /// <summary>Subscribers who confirm.</summary>
    public int Confirming { get; private set; }

    /// <summary>Subscribers who never do.</summary>
    public int Uncovered => service.Subscribers.Count - Confirming;

    /// <summary>Whether lists that are published now must be confirmed by everyone.</summary>
    public bool AsksEveryone => _announced > 0 || _awaited.Count > 0;

    /// <summary>What a list published now asks: 0 nobody, 1 everyone, n each with a chance of 1/n.</summary>
    public uint OneIn => AsksEveryone ? 1 : (uint)((Confirming + Sample - 1) / Sample);

    /// <summary>Somebody is about to leave and will wait: lists from now on ask everyone.</summary>
    public void Announce() => _announced++;

    /// <summary>Those who were announced have left: the list that stands now is to be known, or the next if it is already due.</summary>
    public AwaitedList Await()
    {
        _announced--;
        ulong? due = service.Window.Dirty ? null : service.Feed.Current.Revision.Sequence;
        if (_awaited.Count > 0 && _awaited[^1].Sequence == due) return _awaited[^1];

        var list = new AwaitedList(service);
        if (due is { } published) list.Published(published);
        _awaited.Add(list);
        return list;
    }

    /// <summary>Nobody waits for a list any more.</summary>
    public void Forget(AwaitedList list) => _awaited.Remove(list);

    /// <summary>The current list was published, or stays what it is.</summary>
    public void Published(ulong sequence, TimeSpan now)
    {
        if (sequence != _newest && (Confirming > 0 || _publishedAt is not null)) Note(sequence, now);
        if (_awaited.Count == 0 || _awaited[^1].Sequence is not null) return;
        _awaited[^1].Published(sequence);
        Complete();
    }

    public void Joined(Subscriber subscriber)
    {
        subscriber.JoinedAt = service.Feed.Current.Revision.Sequence;
        if (subscriber.Confirmer is null) return;
        Confirming++;
        foreach (var list in _awaited)
            if (list.IsMissedBy(subscriber)) list.OneMore();
    }

    public void Left(Subscriber subscriber)
    {
        if (subscriber.Confirmer is null) return;
        Confirming--;
        foreach (var list in _awaited)
            if (list.IsMissedBy(subscriber)) list.OneLess();
        Complete();
    }

    /// <summary>A subscriber uses a list. Answers how long after its publication, where that says something.</summary>
    public TimeSpan? Applied(Subscriber subscriber, ulong sequence, TimeSpan now)
    {
        if (subscriber.Confirmer is null || sequence <= subscriber.Applied) return null;
        foreach (var list in _awaited)
            if (list.Sequence <= sequence && list.IsMissedBy(subscriber)) list.OneLess();
        subscriber.Applied = sequence;
        Complete();
        return sequence > subscriber.JoinedAt ? now - PublishedAt(sequence) : null;
    }

    private void Note(ulong sequence, TimeSpan now)
    {
        if (_publishedAt is null) (_publishedAt, _oldest) = (new TimeSpan[TimesKept], sequence);
        _publishedAt[sequence % TimesKept] = now;
        _newest = sequence;
        if (_newest - _oldest >= TimesKept) _oldest = _newest - TimesKept + 1;
    }

    /// <summary>Of a list that is older than all remembered ones, the oldest remembered time: it took at least as long.</summary>
    private TimeSpan? PublishedAt(ulong sequence) => _publishedAt?[Math.Max(sequence, _oldest) % TimesKept];

    private void Complete()
    {
        while (_awaited.Count > 0 && _awaited[0].IsKnown)
        {
            var known = _awaited[0];
            _awaited.RemoveAt(0);
            foreach (var departure in known.Departures.ToArray()) departure.ListKnown();
        }
    }
}
