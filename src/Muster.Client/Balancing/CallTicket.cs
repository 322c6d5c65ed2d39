using Muster.Client.Outcomes;

namespace Muster.Client.Balancing;

/// <summary>One call that is counted as in flight. Tickets are used again: a number tells one use from the next.</summary>
internal sealed class CallTicket(Balancer balancer)
{
    private int _use;

    public int Use => Volatile.Read(ref _use);

    public Callee? Callee { get; set; }

    public Side Side { get; set; }

    /// <summary>The first report of a use counts; later ones find the use over.</summary>
    public void Close(int use, Outcome outcome, string api)
    {
        if (Interlocked.CompareExchange(ref _use, unchecked(use + 1), use) == use) balancer.Close(this, outcome, api);
    }
}

/// <summary>On which side of the zone's border a call runs.</summary>
internal enum Side
{
    /// <summary>The policy does not look at zones.</summary>
    Unknown,
    Here,
    Elsewhere,
}
