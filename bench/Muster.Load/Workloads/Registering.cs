using Muster.Load.Figures;
using Muster.Load.Registry;
using Muster.Peers;
using Muster.Peers.Etcd;
using Muster.Peers.Processes;
using Muster.Peers.Redis;
using Muster.Peers.ZooKeeper;

namespace Muster.Load.Workloads;

/// <summary>Instances of 300 bytes, 100 to a service, registered by 64 sessions with one request under way each; and in batches of 100.</summary>
internal sealed class Registering : Workload
{
    private const int Sessions = 64, Batch = 100, Instances = 2 * Sessions * Batch;
    private const int WarmUps = 5, Rounds = 3;   // a virtual machine wants 60,000 operations before it is itself

    public override string Name => "register";

    public override IReadOnlyList<Func<Subject>> Subjects =>
        [.. MusterServer.Conversations, () => new EtcdServer(), () => new EtcdServer(leases: true), () => new RedisServer(publishes: false), () => new ZooKeeperServer()];

    public override void Run(Subject subject, Action<Figure> measured)
    {
        using var fleet = new Fleet();
        fleet.Connect(subject, Sessions, Sessions, session => session.Open());
        fleet.Prepare(Instances / Batch);

        Measure("register", Instances, (session, number) => session.Register(At(number)), At);
        if (subject.Does.HasFlag(Work.Batches))
            Measure("register in batches", Instances / Batch, (session, number) => session.Register([.. Enumerable.Range(number * Batch, Batch).Select(At)]), OfBatch);

        void Measure(string name, int operations, Action<Session, int> register, Func<int, Item> owned)
        {
            for (var round = 0; round < WarmUps; round++)
            {
                ClosedLoop.Run(fleet, operations, register);
                RemoveAll();
            }

            var (microseconds, elapsed, bytes) = (0.0, TimeSpan.Zero, 0L);
            var latency = new Histogram();
            for (var round = 0; round < Rounds; round++)
            {
                var before = fleet.BytesSent + fleet.BytesReceived;
                var meter = new Meter(subject, fleet);
                (latency, var took) = ClosedLoop.Run(fleet, operations, register);
                microseconds += meter.Microseconds;
                elapsed += took;
                bytes += fleet.BytesSent + fleet.BytesReceived - before;
                RemoveAll();
            }

            const double All = Rounds * Instances;
            measured(new(name, subject.Name, "CPU µs", microseconds / All));
            measured(new(name, subject.Name, "a second", All / elapsed.TotalSeconds));
            measured(new(name, subject.Name, "p50 ms", latency.At(0.50).TotalMilliseconds));
            measured(new(name, subject.Name, "p99 ms", latency.At(0.99).TotalMilliseconds));
            measured(new(name, subject.Name, "bytes", bytes / All));

            void RemoveAll() => ClosedLoop.Run(fleet, Instances, (session, number) => session.Remove(owned(number)));
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
