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
internal sealed class Beating(Scale scale) : Workload
{
    private const int Few = 64, PerService = 100, PerSecond = 1000;
    private const int WarmUp = 100_000, Beats = 200_000;

    private static readonly TimeSpan Paced = TimeSpan.FromSeconds(10), PacedWarmUp = TimeSpan.FromSeconds(3), AtMost = TimeSpan.FromSeconds(15);

    private readonly int _many = scale.Of(10_000), _warmUp = scale.Of(WarmUp), _beats = scale.Of(Beats);

    public override string Name => "heartbeat";

    public override IReadOnlyList<string> Tables => ["heartbeat", "heartbeat paced"];

    public override TimeSpan Usual(Subject subject) => TimeSpan.FromSeconds(subject is EtcdServer ? 45 : 26);

    public override IReadOnlyList<Func<Subject>> Subjects =>
        [.. MusterServer.Conversations, () => new EtcdServer(), () => new RedisServer(publishes: false), () => new NatsServer(), () => new ZooKeeperServer()];

    public override void Run(Subject subject, Sheet sheet)
    {
        using (var few = new Fleet())
        {
            sheet.Begin($"connecting {Few} sessions");
            few.Connect(subject, Few, Few, session => session.Open());
            Furnish(subject, few, 0);
            sheet.Begin("warming up");
            ClosedLoop.Run(few, _warmUp, (session, _) => session.Beat(), atMost: AtMost);
            sheet.Begin("beating as fast as answered");
            var (meter, bytes) = (new Meter(subject, few), few.BytesSent + few.BytesReceived);
            var (beaten, latency, elapsed) = ClosedLoop.Run(few, _beats, (session, _) => session.Beat(), atMost: AtMost);
            sheet.Add("heartbeat", "CPU µs", meter.Microseconds / beaten);
            sheet.Add("heartbeat", "a second", beaten / elapsed.TotalSeconds);
            sheet.Add("heartbeat", "p50 ms", latency.At(0.50).TotalMilliseconds);
            sheet.Add("heartbeat", "p99 ms", latency.At(0.99).TotalMilliseconds);
            sheet.Add("heartbeat", "bytes", (few.BytesSent + few.BytesReceived - bytes) / (double)beaten);
            sheet.Add("heartbeat", "MB resident", subject.Resident / 1e6);
        }

        using var many = new Fleet();
        var resident = subject.Resident;
        sheet.Begin($"connecting {_many} sessions");
        many.Connect(subject, _many, atOnce: 200, session => session.Open());
        Furnish(subject, many, Few);
        sheet.Begin("beating at a pace");
        Pace(many, PacedWarmUp);
        sheet.Add("heartbeat paced", "KB a session", (subject.Resident - resident) / 1024.0 / _many);

        var (paced, exchanged) = (new Meter(subject, many), many.BytesSent + many.BytesReceived);
        var (took, beats) = Pace(many, Paced);
        sheet.Add("heartbeat paced", "CPU µs", paced.Microseconds / beats);
        sheet.Add("heartbeat paced", "p50 ms", took.At(0.50).TotalMilliseconds);
        sheet.Add("heartbeat paced", "p99 ms", took.At(0.99).TotalMilliseconds);
        sheet.Add("heartbeat paced", "a second", beats / Paced.TotalSeconds);
        sheet.Add("heartbeat paced", "bytes", (many.BytesSent + many.BytesReceived - exchanged) / (double)beats);
        sheet.Add("heartbeat paced", "MB resident", subject.Resident / 1e6);
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

        fleet.Reactor.Until(() => answered == sent, Fleet.Patience, () => $"{sent} beats are to be answered, and {answered} are");
        return (latency, sent);
    }
}
