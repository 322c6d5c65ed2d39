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
    /// <returns>What they took, and how long all of them took.</returns>
    public static (Histogram Latency, TimeSpan Elapsed) Run(Fleet fleet, int operations, Action<Session, int> ask, Action? meanwhile = null)
    {
        var latency = new Histogram();
        var answered = 0;
        var started = Stopwatch.GetTimestamp();
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

        fleet.Reactor.Until(IsDone, Fleet.Patience, $"{operations - answered} operations were not answered");
        foreach (var session in fleet.Sessions) session.Answered = null;
        return (latency, Stopwatch.GetElapsedTime(started));

        bool IsDone()
        {
            meanwhile?.Invoke();
            return answered == operations;
        }

        void Ask(Session session, int number)
        {
            if (number >= operations) return;
            session.AskedAt = Stopwatch.GetTimestamp();
            ask(session, number);
        }
    }
}
