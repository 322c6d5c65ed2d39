using System.Diagnostics;
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

    public override IReadOnlyList<string> Tables => ["reconnect"];

    public override TimeSpan Usual(Subject subject) => TimeSpan.FromSeconds(16);

    public override IReadOnlyList<Func<Subject>> Subjects =>
        [.. MusterServer.Conversations, () => new EtcdServer(), () => new RedisServer(publishes: true), () => new NatsServer(), () => new ZooKeeperServer()];

    public override void Run(Subject subject, Sheet sheet)
    {
        sheet.Begin("registering the providers");
        using var providers = new Providers(subject);
        Session kept;
        using (var before = new Fleet())
        {
            sheet.Begin($"connecting {consumers} consumers");
            providers.Gather(before, consumers);
            before.Rest(TimeSpan.FromSeconds(1));
            kept = before.Sessions[0];
        }

        using var after = new Fleet();
        sheet.Begin("resting after all have gone");
        after.Rest(TimeSpan.FromSeconds(3));
        sheet.Begin($"{consumers} consumers come back");
        var meter = new Meter(subject, after);
        var started = Stopwatch.GetTimestamp();
        after.Connect(subject, consumers, atOnce: consumers, session => session.FollowAgain(0, kept));
        var took = Stopwatch.GetElapsedTime(started);
        sheet.Add("reconnect", "s until all are back", took.TotalSeconds);
        sheet.Add("reconnect", "a second", consumers / took.TotalSeconds);
        sheet.Add("reconnect", "CPU µs each", meter.Microseconds / consumers);
        sheet.Add("reconnect", "bytes each", meter.Bytes / (double)consumers);
        sheet.Add("reconnect", "MB resident", subject.Resident / 1e6);
    }
}
