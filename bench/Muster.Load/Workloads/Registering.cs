using Muster.Load.Figures;
using Muster.Load.Registry;
using Muster.Peers;
using Muster.Peers.Etcd;
using Muster.Peers.Processes;
using Muster.Peers.Redis;
using Muster.Peers.ZooKeeper;

namespace Muster.Load.Workloads;

/// <summary>Instances of 300 bytes, 100 to a service, registered by 64 sessions with one request under way each; and in batches of 100.</summary>
internal sealed class Registering(Scale scale) : Workload
{
    private const int Sessions = 64, Batch = 100;
    private const int WarmUps = 5, Rounds = 3;   // a virtual machine wants 60,000 operations before it is itself
    private const int RoundsOfBatches = 30;      // of 40 ms each: less would catch what a node does now and then, or miss it

    private readonly int _instances = Math.Max(1, scale.Of(20) / 10) * Sessions * Batch;

    public override string Name => "register";

    public override IReadOnlyList<string> Tables => ["register", "register in batches"];

    public override TimeSpan Usual(Subject subject) => TimeSpan.FromSeconds(subject.Name switch
    {
        "etcd" => 18,
        "etcd, a lease each" => 36,
        "Redis" => 6,
        _ => 12,
    });

    public override IReadOnlyList<Func<Subject>> Subjects =>
        [.. MusterServer.Conversations, () => new EtcdServer(), () => new EtcdServer(leases: true), () => new RedisServer(publishes: false), () => new ZooKeeperServer()];

    public override void Run(Subject subject, Sheet sheet)
    {
        sheet.Begin($"connecting {Sessions} sessions");
        using var fleet = new Fleet();
        fleet.Connect(subject, Sessions, Sessions, session => session.Open());
        fleet.Prepare(_instances / Batch);

        Measure("register", Rounds, _instances, (session, number) => session.Register(At(number)), At);
        if (subject.Does.HasFlag(Work.Batches))
            Measure("register in batches", RoundsOfBatches, _instances / Batch, (session, number) => session.Register([.. Enumerable.Range(number * Batch, Batch).Select(At)]), OfBatch);

        void Measure(string name, int rounds, int operations, Action<Session, int> register, Func<int, Item> owned)
        {
            sheet.Begin($"{name}, warming up");
            for (var round = 0; round < WarmUps; round++)
            {
                ClosedLoop.Run(fleet, operations, register);
                RemoveAll();
            }

            sheet.Begin(name);
            var (microseconds, elapsed, bytes, resident) = (0.0, TimeSpan.Zero, 0L, 0L);
            var latency = new Histogram();
            for (var round = 0; round < rounds; round++)
            {
                var before = fleet.BytesSent + fleet.BytesReceived;
                var meter = new Meter(subject, fleet);
                (_, latency, var took) = ClosedLoop.Run(fleet, operations, register);
                microseconds += meter.Microseconds;
                elapsed += took;
                bytes += fleet.BytesSent + fleet.BytesReceived - before;
                resident = subject.Resident;
                RemoveAll();
            }

            var all = (double)rounds * _instances;
            sheet.Add(name, "CPU µs", microseconds / all);
            sheet.Add(name, "a second", all / elapsed.TotalSeconds);
            sheet.Add(name, "p50 ms", latency.At(0.50).TotalMilliseconds);
            sheet.Add(name, "p99 ms", latency.At(0.99).TotalMilliseconds);
            sheet.Add(name, "bytes", bytes / all);
            sheet.Add(name, "MB resident", resident / 1e6);

            void RemoveAll() => ClosedLoop.Run(fleet, _instances, (session, number) => session.Remove(owned(number)));
        }
    }

    private static Item At(int number) => new(number / Batch, number, 0);

    /// <summary>Numbered so that the session that registered an instance in its batch is the one that takes it out.</summary>
    private static Item OfBatch(int number)
    {
        var (session, turn) = (number % Sessions, number / Sessions);
        return At(((session + (Sessions * (turn / Batch))) * Batch) + (turn % Batch));
    }
}
