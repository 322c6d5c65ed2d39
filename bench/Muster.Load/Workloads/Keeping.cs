using Muster.Load.Figures;
using Muster.Load.Registry;
using Muster.Peers;
using Muster.Peers.Etcd;
using Muster.Peers.Processes;
using Muster.Peers.Redis;

namespace Muster.Load.Workloads;

/// <summary>What 100,000 instances of 300 bytes take of a server's memory, once it has come to rest.</summary>
/// <remarks>Without ZooKeeper: how far a Java heap has grown says little about what it holds.</remarks>
internal sealed class Keeping : Workload
{
    private const int Sessions = 64, Instances = 100_000, PerService = 100;

    public override string Name => "memory";

    public override IReadOnlyList<Func<Subject>> Subjects =>
        [() => new MusterServer(Carrier.Grpc), () => new EtcdServer(), () => new RedisServer(publishes: false)];

    public override void Run(Subject subject, Action<Figure> measured)
    {
        using var fleet = new Fleet();
        fleet.Connect(subject, Sessions, Sessions, session => session.Open());
        fleet.Prepare(Instances / PerService);

        var resident = subject.Resident;
        ClosedLoop.Run(fleet, Instances, (session, number) => session.Register(new Item(number / PerService, number, 0)));
        fleet.Rest(TimeSpan.FromSeconds(5));
        measured(new("memory", subject.Name, "B an instance", (subject.Resident - resident) / (double)Instances));
    }
}
