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

/// <summary>Consumers who hold a list lose their connections and all come back at once; done when each has proof that what it holds is current.</summary>
/// <remarks>Only Muster proves it. The others are done when they say that changes from now on will be told, which is less.</remarks>
internal sealed class Returning(int consumers) : Workload
{
    public override string Name => "reconnect";

    public override IReadOnlyList<Func<Subject>> Subjects =>
        [.. MusterServer.Conversations, () => new EtcdServer(), () => new RedisServer(publishes: true), () => new NatsServer(), () => new ZooKeeperServer()];

    public override void Run(Subject subject, Action<Figure> measured)
    {
        using var providers = new Providers(subject);
        Session kept;
        using (var before = new Fleet())
        {
            before.Connect(subject, consumers, atOnce: 200, session => session.Follow(0));
            before.Rest(TimeSpan.FromSeconds(1));
            kept = before.Sessions[0];
        }

        using var after = new Fleet();
        after.Rest(TimeSpan.FromSeconds(3));
        var meter = new Meter(subject, after);
        var started = Stopwatch.GetTimestamp();
        after.Connect(subject, consumers, atOnce: consumers, session => session.FollowAgain(0, kept));
        var took = Stopwatch.GetElapsedTime(started);
        measured(new("reconnect", subject.Name, "s until all are back", took.TotalSeconds));
        measured(new("reconnect", subject.Name, "CPU µs each", meter.Microseconds / consumers));
        measured(new("reconnect", subject.Name, "bytes each", meter.Bytes / (double)consumers));
    }
}
