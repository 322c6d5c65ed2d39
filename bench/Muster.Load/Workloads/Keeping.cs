using Muster.Load.Registry;
using Muster.Peers;
using Muster.Peers.Etcd;
using Muster.Peers.Processes;
using Muster.Peers.Redis;

namespace Muster.Load.Workloads;

/// <summary>What 100,000 instances of 300 bytes take of a server's memory, once it has come to rest.</summary>
/// <remarks>Without ZooKeeper: how far a Java heap has grown says little about what it holds.</remarks>
internal sealed class Keeping(Scale scale) : Workload
{
    private const int Sessions = 64, PerService = 100;

    private readonly int _instances = scale.Of(100_000);

    public override string Name => "memory";

    public override IReadOnlyList<string> Tables => ["memory"];

    public override TimeSpan Usual(Subject subject) => TimeSpan.FromSeconds(subject is EtcdServer ? 14 : 9);

    public override IReadOnlyList<Func<Subject>> Subjects =>
        [() => new MusterServer(Carrier.Lean), () => new EtcdServer(), () => new RedisServer(publishes: false)];

    public override void Run(Subject subject, Sheet sheet)
    {
        sheet.Begin($"connecting {Sessions} sessions");
        using var fleet = new Fleet();
        fleet.Connect(subject, Sessions, Sessions, session => session.Open());
        fleet.Prepare(_instances / PerService);

        sheet.Begin($"registering {_instances} instances");
        var resident = subject.Resident;
        var (_, _, took) = ClosedLoop.Run(fleet, _instances, (session, number) => session.Register(new Item(number / PerService, number, 0)));
        fleet.Rest(TimeSpan.FromSeconds(5));
        sheet.Add("memory", "B an instance", (subject.Resident - resident) / (double)_instances);
        sheet.Add("memory", "MB before", resident / 1e6);
        sheet.Add("memory", "registers a second", _instances / took.TotalSeconds);
    }
}
