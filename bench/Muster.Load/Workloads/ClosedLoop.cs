using System.Diagnostics;
using Muster.Load.Figures;
using Muster.Peers;

namespace Muster.Load.Workloads;

/// <summary>Every session of a fleet has one operation under way, and asks for the next when it is answered.</summary>
internal static class ClosedLoop
{
    /// <param name="fleet">Who asks: of n sessions, session s does the operations s, s + n, s + 2n…</param>
    /// <param name="operations">How many in all.</param>
    /// <param name="ask">Asks for one, by its number.</param>
    /// <param name="meanwhile">Done again and again while they wait.</param>
    /// <param name="atMost">After this time nobody asks any more, and fewer operations are done; null: all are.</param>
    public static Round Run(Fleet fleet, int operations, Action<Session, int> ask, Action? meanwhile = null, TimeSpan? atMost = null)
    {
        var latency = new Histogram();
        var (asked, answered) = (0, 0);
        var started = Stopwatch.GetTimestamp();
        var end = atMost is { } time ? started + (long)(time.TotalSeconds * Stopwatch.Frequency) : long.MaxValue;
        for (var at = 0; at < Math.Min(operations, fleet.Sessions.Count); at++)
        {
            var number = at;
            fleet.Sessions[at].Answered = session =>
            {
                latency.Add(Stopwatch.GetTimestamp() - session.AskedAt);
                answered++;
                number += fleet.Sessions.Count;
                Ask(session, number);
            };
            Ask(fleet.Sessions[at], number);
        }

        fleet.Reactor.Until(IsDone, Fleet.Patience, () => $"{operations} operations are to be answered, and {answered} are");
        foreach (var session in fleet.Sessions) session.Answered = null;
        return new(answered, latency, Stopwatch.GetElapsedTime(started));

        bool IsDone()
        {
            meanwhile?.Invoke();
            return answered == asked;
        }

        void Ask(Session session, int number)
        {
            if (number >= operations) return;
            var now = Stopwatch.GetTimestamp();
            if (now > end) return;
            asked++;
            session.AskedAt = now;
            ask(session, number);
        }
    }
}

/// <summary>What came of a loop: operations done, what each took, and what all took.</summary>
internal readonly record struct Round(int Operations, Histogram Latency, TimeSpan Elapsed);
