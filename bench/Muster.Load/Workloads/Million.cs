using System.Diagnostics;
using Muster.Load.Figures;
using Muster.Load.Registry;
using Muster.Peers;
using Muster.Peers.Processes;

namespace Muster.Load.Workloads;

/// <summary>
/// A million instances of 300 bytes on one node: 100 sessions register one of their own in each of 10,000 services, 100 to
/// a request; 100 consumers watch. Then every tenth session falls silent, and its instances are hidden.
/// </summary>
internal sealed class Million : Workload
{
    private const int Sessions = 100, Silent = 10, Services = 10_000, Batch = 100, Watchers = 100;
    private const int Instances = Sessions * Services;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60), BeatEvery = TimeSpan.FromSeconds(5);

    public override string Name => "million";

    public override IReadOnlyList<Func<Subject>> Subjects => [() => new MusterServer(Carrier.Lean) { Timeout = Timeout, TellsPauses = true }];

    public override void Run(Subject subject, Action<Figure> measured)
    {
        using var living = new Fleet();
        using var silent = new Fleet();
        using var watchers = new Fleet();
        living.Connect(subject, Sessions - Silent, Sessions, session => session.Open());
        silent.Connect(subject, Silent, Silent, session => session.Open());
        var service = 0;
        watchers.Connect(subject, Watchers, 1, session => session.Follow((service += Services / Watchers) - 1));

        var meter = new Meter(subject, living);
        var (latency, elapsed) = Register(living, 0, silent, watchers);
        Register(silent, Sessions - Silent, living, watchers);
        measured(new("million", subject.Name, "CPU µs a register", meter.Microseconds / Instances));
        measured(new("million", subject.Name, "registers a second", living.Sessions.Count * Services / elapsed.TotalSeconds));
        measured(new("million", subject.Name, "p99 ms of a batch", latency.At(0.99).TotalMilliseconds));

        measured(new("million", subject.Name, "s until hidden", Hide(living, watchers, Sessions - Silent)));
        measured(new("million", subject.Name, "GB", subject.Resident / 1e9));
        subject.Stop();   // only then are its pauses written down
        measured(new("million", subject.Name, "longest pause ms", ((MusterServer)subject).LongestPause().TotalMilliseconds));
    }

    private static (Histogram Latency, TimeSpan Elapsed) Register(Fleet fleet, int from, params Fleet[] others)
    {
        var sessions = fleet.Sessions.Count;
        return ClosedLoop.Run(fleet, sessions * Services / Batch, (session, number) =>
        {
            var (owner, first) = (from + (number % sessions), number / sessions * Batch);
            session.Register([.. Enumerable.Range(first, Batch).Select(service => new Item(service, (service * Sessions) + owner, 0))]);
        }, () =>
        {
            foreach (var other in others) other.Reactor.Turn(0);   // they answer pings
        });
    }

    /// <summary>Until every watcher's list is as long as the living make it. Meanwhile these send heartbeats, and nobody reads for the silent.</summary>
    private static double Hide(Fleet living, Fleet watchers, int length)
    {
        var started = Stopwatch.GetTimestamp();
        var beaten = TimeSpan.Zero;
        while (watchers.Sessions.Any(session => ((MusterSession)session).Held.Count != length))
        {
            var passed = Stopwatch.GetElapsedTime(started);
            if (passed > Fleet.Patience) throw new TimeoutException("The instances of the silent are still listed.");
            if (passed > beaten)
            {
                beaten += BeatEvery;
                foreach (var session in living.Sessions) session.Beat();
            }

            living.Reactor.Turn(5);
            watchers.Reactor.Turn(5);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
