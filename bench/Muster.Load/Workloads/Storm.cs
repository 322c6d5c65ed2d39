using Muster.Load.Registry;
using Muster.Peers.Etcd;
using Muster.Peers.Nats;
using Muster.Peers.Processes;
using Muster.Peers.Redis;
using Muster.Peers.ZooKeeper;

namespace Muster.Load.Workloads;

/// <summary>
/// One service of 100 providers, followed over many connections: one change; a rolling restart, an event every 50 ms; one
/// without pauses; and a tenth of one, an event a second. A consumer is done when it knows the list after the last event.
/// </summary>
/// <param name="named">How many connections its name says.</param>
/// <param name="scale">What part of those it makes.</param>
internal sealed class Storm(int named, Scale scale) : Workload
{
    private const int Changes = 8, SlowProviders = 10;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50), SlowPace = TimeSpan.FromSeconds(1);

    /// <summary>Longer than any window in which a registry may merge, so that each single change is a first one.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1.1);

    public override string Name => $"storm {named}";

    public override IReadOnlyList<string> Tables => [$"idle {named}", One, Paced, Unpaced, Slow];

    public override IReadOnlyList<Func<Subject>> Subjects =>
        [.. MusterServer.Conversations, () => new EtcdServer(), () => new RedisServer(publishes: true), () => new NatsServer(), () => new ZooKeeperServer()];

    /// <summary>Ten thousand connections, the single changes, and the three restarts, of which each event goes to each consumer.</summary>
    public override TimeSpan Usual(Subject subject) => TimeSpan.FromSeconds(49 + (named / 10_000.0 * subject.Name switch
    {
        "ZooKeeper" => 120,
        "etcd" => 65,
        "Redis" or "NATS" => 32,
        _ => 15,
    }));

    private string One => $"one change {named}";

    private string Paced => $"restart paced {named}";

    private string Unpaced => $"restart unpaced {named}";

    private string Slow => $"20 events slowly {named}";

    public override void Run(Subject subject, Sheet sheet)
    {
        var consumers = scale.Of(named);
        sheet.Begin("registering the providers");
        using var providers = new Providers(subject);
        using var fleet = new Fleet();

        var resident = subject.Resident;
        sheet.Begin($"connecting {consumers} consumers");
        providers.Gather(fleet, consumers);
        fleet.Rest(Quiet);
        sheet.Add($"idle {named}", "KB a consumer", (subject.Resident - resident) / 1024.0 / consumers);
        sheet.Add($"idle {named}", "MB in all", subject.Resident / 1e6);

        var storms = new Restarts(subject, sheet, fleet, providers);
        sheet.Begin("warming up with single changes");
        for (var warmUp = 0; warmUp < 2; warmUp++) storms.OneChange();
        sheet.Begin("single changes");
        storms.Add(One, [.. Enumerable.Range(0, Changes).Select(_ => storms.OneChange())]);
        storms.Restart(Paced, "a restart, an event every 50 ms", Pace);
        storms.Restart(Unpaced, "a restart without pauses", TimeSpan.Zero);
        storms.Restart(Slow, "a restart of ten, an event a second", SlowPace, Math.Max(2, scale.Of(SlowProviders)));
    }
}
