using System.Diagnostics;
using Muster.Load.Figures;
using Muster.Load.Registry;
using Muster.Peers;
using Muster.Peers.Etcd;
using Muster.Peers.Nats;
using Muster.Peers.Processes;
using Muster.Peers.Redis;
using Muster.Peers.ZooKeeper;

namespace Muster.Load.Workloads;

/// <summary>Signs of life: 64 sessions as fast as they are answered; and 10,000 sessions with an instance each, 1,000 beats a second in all.</summary>
internal sealed class Beating : Workload
{
    private const int Few = 64, Many = 10_000, PerService = 100, PerSecond = 1000;
    private const int WarmUp = 100_000, Beats = 200_000;

    private static readonly TimeSpan Paced = TimeSpan.FromSeconds(10);

    public override string Name => "heartbeat";

    public override IReadOnlyList<Func<Subject>> Subjects =>
        [.. MusterServer.Conversations, () => new EtcdServer(), () => new RedisServer(publishes: false), () => new NatsServer(), () => new ZooKeeperServer()];

    public override void Run(Subject subject, Action<Figure> measured)
    {
        using (var few = new Fleet())
        {
            few.Connect(subject, Few, Few, session => session.Open());
            Furnish(subject, few, 0);
            ClosedLoop.Run(few, WarmUp, (session, _) => session.Beat());
            var meter = new Meter(subject, few);
            var (latency, elapsed) = ClosedLoop.Run(few, Beats, (session, _) => session.Beat());
            measured(new("heartbeat", subject.Name, "CPU µs", meter.Microseconds / Beats));
            measured(new("heartbeat", subject.Name, "a second", Beats / elapsed.TotalSeconds));
            measured(new("heartbeat", subject.Name, "p99 ms", latency.At(0.99).TotalMilliseconds));
        }

        using var many = new Fleet();
        var resident = subject.Resident;
        many.Connect(subject, Many, atOnce: 200, session => session.Open());
        Furnish(subject, many, Few);
        Pace(many, TimeSpan.FromSeconds(3));
        measured(new("heartbeat paced", subject.Name, "KB a session", (subject.Resident - resident) / 1024.0 / Many));

        var paced = new Meter(subject, many);
        var (took, beats) = Pace(many, Paced);
        measured(new("heartbeat paced", subject.Name, "CPU µs", paced.Microseconds / beats));
        measured(new("heartbeat paced", subject.Name, "p50 ms", took.At(0.50).TotalMilliseconds));
        measured(new("heartbeat paced", subject.Name, "p99 ms", took.At(0.99).TotalMilliseconds));
    }

    /// <summary>Gives every session an instance, where instances are kept.</summary>
    private static void Furnish(Subject subject, Fleet fleet, int from)
    {
        if (!subject.Does.HasFlag(Work.Register)) return;
        fleet.Prepare((from + fleet.Sessions.Count + PerService - 1) / PerService);
        ClosedLoop.Run(fleet, fleet.Sessions.Count, (session, number) => session.Register(new Item((from + number) / PerService, from + number, 0)));
    }

    /// <summary>One session after another, whether or not the last has been answered.</summary>
    private static (Histogram Latency, int Beats) Pace(Fleet fleet, TimeSpan time)
    {
        var latency = new Histogram();
        var (sent, answered) = (0, 0);
        foreach (var session in fleet.Sessions)
            session.Answered = heard =>
            {
                latency.Add(fleet.Reactor.Now - heard.AskedAt);
                answered++;
            };

        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) is var passed && passed < time)
        {
            for (; sent < passed.TotalSeconds * PerSecond; sent++)
            {
                var session = fleet.Sessions[sent % fleet.Sessions.Count];
                session.AskedAt = Stopwatch.GetTimestamp();
                session.Beat();
            }

            fleet.Reactor.Turn(1);
        }

        fleet.Reactor.Until(() => answered == sent, Fleet.Patience, $"{sent - answered} beats were not answered");
        return (latency, sent);
    }
}
