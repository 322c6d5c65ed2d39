using Muster.Load.Figures;
using Muster.Load.Registry;
using Muster.Peers.Processes;

namespace Muster.Load.Workloads;

/// <summary>The paced rolling restart, with every consumer reading; then with every tenth one that has stopped: its socket fills up.</summary>
internal sealed class Stalling(int consumers) : Workload
{
    private const int OneIn = 10;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50), Quiet = TimeSpan.FromSeconds(2);

    public override string Name => "stalled";

    public override IReadOnlyList<Func<Subject>> Subjects => MusterServer.Conversations;

    public override void Run(Subject subject, Action<Figure> measured)
    {
        using var providers = new Providers(subject);
        using var fleet = new Fleet();
        fleet.Connect(subject, consumers, atOnce: 200, session => session.Follow(0));
        var audience = new Audience(fleet, providers);
        audience.Hear(providers.Restart(Pace));   // as long as the two that count, so that memory has its size

        fleet.Rest(Quiet);
        var all = audience.Hear(providers.Restart(Pace));
        var resident = subject.Resident;
        for (var at = 0; at < consumers; at += OneIn) fleet.Sessions[at].Wire.Stalled = true;
        fleet.Rest(Quiet);
        var others = audience.Hear(providers.Restart(Pace));

        measured(new("stalled", subject.Name, "p99 ms, all reading", all.Latency.At(0.99).TotalMilliseconds));
        measured(new("stalled", subject.Name, "p99 ms of the others", others.Latency.At(0.99).TotalMilliseconds));
        measured(new("stalled", subject.Name, "p99, times as long", others.Latency.At(0.99) / all.Latency.At(0.99)));
        measured(new("stalled", subject.Name, "memory, times as much", subject.Resident / (double)resident));
    }
}
