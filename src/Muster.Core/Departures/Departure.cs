using Muster.Core.Catalog;
using Muster.Core.Sessions;
using Muster.Protocol;

namespace Muster.Core.Departures;

/// <summary>One receipt that is owed: who asked for it, by when, and the lists that must be known before.</summary>
/// <param name="known">Called when every list that it waits for is known.</param>
internal sealed class Departure(Connection connection, ulong request, IReadOnlyList<Service> services, Action<Departure> known)
{
    private readonly List<AwaitedList> _awaited = new(services.Count);

    public Connection Connection { get; } = connection;

    /// <summary>Of instances that left; each service once.</summary>
    public IReadOnlyList<Service> Services { get; } = services;

    /// <summary>Answered, or nobody is left to be answered.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether every list that it waits for is known to all who confirm.</summary>
    public bool IsKnown => _awaited.TrueForAll(static list => list.IsKnown);

    public void Wait(AwaitedList list)
    {
        _awaited.Add(list);
        list.Departures.Add(this);
    }

    /// <summary>One of the lists is known.</summary>
    public void ListKnown()
    {
        if (!IsOver && IsKnown) known(this);
    }

    /// <summary>Ends the wait, and answers which lists nobody waits for any more.</summary>
    public IEnumerable<AwaitedList> End()
    {
        IsOver = true;
        foreach (var list in _awaited) list.Departures.Remove(this);
        return _awaited.Where(static list => list.Departures.Count == 0);
    }

    /// <summary>The receipt as things stand now. Those who only read are told for every service, whether or not anybody is missing.</summary>
    public Departed ToWire(TimeSpan now)
    {
        var departed = new Departed { Request = request };
        var more = 0;
        foreach (var list in _awaited) more += Name(departed, list);
        departed.MoreStragglers = (uint)more;
        departed.Uncovered = (uint)Services.Sum(static service => service.Confirmations.Uncovered);
        NamePollers(departed, now);
        return departed;
    }

    private void NamePollers(Departed departed, TimeSpan now)
    {
        foreach (var (named, more) in Services.Select(service => service.Feed.Pollers.Since(now)))
        {
            departed.Pollers.AddRange(named.Except(departed.Pollers).Take(Pollers.Kept - departed.Pollers.Count).ToList());
            departed.MorePollers |= more || named.Except(departed.Pollers).Any();
        }
    }

    /// <summary>Names stragglers as long as there is room, and answers how many more there are.</summary>
    private static int Name(Departed departed, AwaitedList list)
    {
        var left = list.Missing;
        foreach (var straggler in list.Service.Subscribers)
        {
            if (left == 0) break;
            if (straggler.Confirmer is not { } name || !list.IsMissedBy(straggler)) continue;
            if (!departed.Stragglers.Contains(name))
            {
                if (departed.Stragglers.Count == Limits.Stragglers) break;
                departed.Stragglers.Add(name);
            }

            left--;
        }

        return left;
    }
}
