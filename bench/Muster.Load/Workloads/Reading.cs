using Muster.Load.Figures;
using Muster.Load.Registry;
using Muster.Peers;
using Muster.Peers.Etcd;
using Muster.Peers.Processes;
using Muster.Peers.Redis;
using Muster.Peers.ZooKeeper;

namespace Muster.Load.Workloads;

/// <summary>The 100 instances of one service, read over and over by 64 sessions. ZooKeeper's answer holds names alone.</summary>
internal sealed class Reading : Workload
{
    private const int Sessions = 64, Instances = 100, WarmUp = 30_000, Reads = 60_000;

    public override string Name => "list";

    public override IReadOnlyList<Func<Subject>> Subjects =>
        [.. MusterServer.Conversations, () => new MusterServer(Carrier.Unary), () => new EtcdServer(), () => new RedisServer(publishes: true), () => new ZooKeeperServer()];

    public override void Run(Subject subject, Action<Figure> measured)
    {
        using var writers = new Fleet();
        writers.Connect(subject, 1, 1, session => session.Open());
        writers.Prepare(1);
        ClosedLoop.Run(writers, Instances, (session, number) => session.Register(new Item(0, number, 0)));

        using var fleet = new Fleet();
        fleet.Connect(subject.ConnectReader, Sessions, Sessions, session => session.Open());
        ClosedLoop.Run(fleet, WarmUp, (session, _) => session.List(0));
        var meter = new Meter(subject, fleet);
        var (latency, elapsed) = ClosedLoop.Run(fleet, Reads, (session, _) => session.List(0));
        measured(new("list", subject.Name, "CPU µs", meter.Microseconds / Reads));
        measured(new("list", subject.Name, "a second", Reads / elapsed.TotalSeconds));
        measured(new("list", subject.Name, "p99 ms", latency.At(0.99).TotalMilliseconds));
        measured(new("list", subject.Name, "bytes", meter.Bytes / (double)Reads));
    }
}
