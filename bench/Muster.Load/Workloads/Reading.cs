using Muster.Load.Registry;
using Muster.Peers;
using Muster.Peers.Etcd;
using Muster.Peers.Processes;
using Muster.Peers.Redis;
using Muster.Peers.ZooKeeper;

namespace Muster.Load.Workloads;

/// <summary>The 100 instances of one service, read over and over by 64 sessions. ZooKeeper's answer holds names alone.</summary>
internal sealed class Reading(Scale scale) : Workload
{
    private const int Sessions = 64, Instances = 100;

    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(12);

    private readonly int _warmUp = scale.Of(60_000), _reads = scale.Of(300_000);

    public override string Name => "list";

    public override IReadOnlyList<string> Tables => ["list"];

    public override TimeSpan Usual(Subject subject) => TimeSpan.FromSeconds(subject is EtcdServer or MusterServer { Carrier: Carrier.Unary } ? 20 : 10);

    public override IReadOnlyList<Func<Subject>> Subjects =>
        [.. MusterServer.Conversations, () => new MusterServer(Carrier.Unary), () => new EtcdServer(), () => new RedisServer(publishes: true), () => new ZooKeeperServer()];

    public override void Run(Subject subject, Sheet sheet)
    {
        sheet.Begin($"registering {Instances} instances");
        using var writers = new Fleet();
        writers.Connect(subject, 1, 1, session => session.Open());
        writers.Prepare(1);
        ClosedLoop.Run(writers, Instances, (session, number) => session.Register(new Item(0, number, 0)));

        using var fleet = new Fleet();
        fleet.Connect(subject.ConnectReader, Sessions, Sessions, session => session.Open());
        sheet.Begin("warming up");
        ClosedLoop.Run(fleet, _warmUp, (session, _) => session.List(0), atMost: AtMost);
        sheet.Begin("reading");
        var meter = new Meter(subject, fleet);
        var (reads, latency, elapsed) = ClosedLoop.Run(fleet, _reads, (session, _) => session.List(0), atMost: AtMost);
        sheet.Add("list", "CPU µs", meter.Microseconds / reads);
        sheet.Add("list", "a second", reads / elapsed.TotalSeconds);
        sheet.Add("list", "p50 ms", latency.At(0.50).TotalMilliseconds);
        sheet.Add("list", "p99 ms", latency.At(0.99).TotalMilliseconds);
        sheet.Add("list", "bytes", meter.Bytes / (double)reads);
        sheet.Add("list", "MB resident", subject.Resident / 1e6);
    }
}
