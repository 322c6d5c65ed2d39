using Muster.Load.Figures;
using Muster.Load.Registry;
using Muster.Peers.Etcd;
using Muster.Peers.Nats;
using Muster.Peers.Processes;
using Muster.Peers.Redis;
using Muster.Peers.ZooKeeper;

namespace Muster.Load.Workloads;

/// <summary>
/// One service of 100 providers, followed over many connections: one change; a rolling restart, an event every 50 ms; and
/// one without pauses. A consumer is done when it knows the list after the last event.
/// </summary>
internal sealed class Storm(int consumers) : Workload
{
    private const int Changes = 5, Group = 1000;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    /// <summary>Longer than any window in which a registry may merge, so that each single change is a first one.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1.1);

    public override string Name => $"storm {consumers}";

    public override IReadOnlyList<Func<Subject>> Subjects =>
        [.. MusterServer.Conversations, () => new EtcdServer(), () => new RedisServer(publishes: true), () => new NatsServer(), () => new ZooKeeperServer()];

    public override void Run(Subject subject, Action<Figure> measured)
    {
        using var providers = new Providers(subject);
        using var fleet = new Fleet();

        var resident = subject.Resident;
        for (var connected = 0; connected < consumers; connected += Group)
        {
            fleet.Connect(subject, Math.Min(Group, consumers - connected), atOnce: 200, session => session.Follow(0));
            providers.AnswerPings();
        }

        fleet.Rest(Quiet);
        measured(new($"idle {consumers}", subject.Name, "KB a consumer", (subject.Resident - resident) / 1024.0 / consumers));

        var audience = new Audience(fleet, providers);
        for (var warmUp = 0; warmUp < 2; warmUp++) OneChange(audience, providers, fleet);
        var singles = Enumerable.Range(0, Changes).Select(_ => OneChange(audience, providers, fleet, subject)).ToList();
        var one = $"one change {consumers}";
        measured(new(one, subject.Name, "ms until all know", Middle(singles, single => single.Took.TotalMilliseconds)));
        measured(new(one, subject.Name, "p99 ms", Middle(singles, single => single.Latency.At(0.99).TotalMilliseconds)));
        measured(new(one, subject.Name, "CPU µs a delivery", singles.Average(single => single.Microseconds) / consumers));

        Restart($"restart paced {consumers}", Pace);
        Restart($"restart unpaced {consumers}", TimeSpan.Zero);

        void Restart(string name, TimeSpan pace)
        {
            fleet.Rest(Quiet);
            var meter = new Meter(subject, fleet);
            var pushes = fleet.Sessions.Sum(session => (long)session.Pushes);
            var act = audience.Hear(providers.Restart(pace));
            measured(new(name, subject.Name, "s in all", act.Took.TotalSeconds));
            measured(new(name, subject.Name, "s after the last event", act.AfterLast.TotalSeconds));
            measured(new(name, subject.Name, "CPU s", meter.Microseconds / 1e6));
            measured(new(name, subject.Name, "MB", meter.Bytes / 1e6));
            measured(new(name, subject.Name, "p50 ms", act.Latency.At(0.50).TotalMilliseconds));
            measured(new(name, subject.Name, "p99 ms", act.Latency.At(0.99).TotalMilliseconds));
            measured(new(name, subject.Name, "frames a consumer", (fleet.Sessions.Sum(session => (long)session.Pushes) - pushes) / (double)consumers));
        }
    }

    private static (TimeSpan Took, Histogram Latency, double Microseconds) OneChange(Audience audience, Providers providers, Fleet fleet, Subject? subject = null)
    {
        fleet.Rest(Quiet);
        var meter = subject is null ? null : new Meter(subject, fleet);
        var act = audience.Hear(providers.Change());
        return (act.Took, act.Latency, meter?.Microseconds ?? 0);
    }

    private static double Middle<T>(List<T> runs, Func<T, double> figure) => runs.Select(figure).Order().ElementAt(runs.Count / 2);
}
