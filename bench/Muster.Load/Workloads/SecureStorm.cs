using Muster.Load.Registry;
using Muster.Peers.Etcd;
using Muster.Peers.Processes;

namespace Muster.Load.Workloads;

/// <summary>The rolling restart over TLS beside the same in cleartext, with 1,000 connections.</summary>
internal sealed class SecureStorm(Scale scale) : Workload
{
    private const int Named = 1000;
    private const string Paced = "restart paced, TLS or not 1000", Unpaced = "restart unpaced, TLS or not 1000";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50), Quiet = TimeSpan.FromSeconds(1.1);

    public override string Name => "storm tls";

    public override IReadOnlyList<string> Tables => [Paced, Unpaced];

    public override IReadOnlyList<Func<Subject>> Subjects =>
    [
        () => new MusterServer(Carrier.Lean, secure: true), () => new MusterServer(Carrier.Lean), () => new MusterServer(Carrier.Grpc, secure: true),
        () => new EtcdServer(secure: true), () => new EtcdServer(),
    ];

    public override TimeSpan Usual(Subject subject) => TimeSpan.FromSeconds(22);

    public override bool IsOnce => true;

    public override void Run(Subject subject, Sheet sheet)
    {
        var consumers = scale.Of(Named);
        sheet.Begin("registering the providers");
        using var providers = new Providers(subject);
        using var fleet = new Fleet();
        sheet.Begin($"connecting {consumers} consumers");
        var connecting = new Meter(subject, fleet);
        var resident = subject.Resident;
        fleet.Connect(subject, consumers, atOnce: 200, session => session.Follow(0));
        fleet.Rest(Quiet);
        sheet.Add(Paced, "CPU µs to connect", connecting.Microseconds / consumers);
        sheet.Add(Paced, "KB a consumer", (subject.Resident - resident) / 1024.0 / consumers);

        var storms = new Restarts(subject, sheet, fleet, providers);
        sheet.Begin("warming up");
        for (var warmUp = 0; warmUp < 2; warmUp++) storms.OneChange();
        storms.Restart(Paced, "a restart, an event every 50 ms", Pace);
        storms.Restart(Unpaced, "a restart without pauses", TimeSpan.Zero);
    }
}
