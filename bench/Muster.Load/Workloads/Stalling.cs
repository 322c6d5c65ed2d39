using Muster.Load.Registry;
using Muster.Peers.Processes;

namespace Muster.Load.Workloads;

/// <summary>The paced rolling restart, with every consumer reading; then with every tenth one that has stopped: its socket fills up.</summary>
internal sealed class Stalling(int consumers) : Workload
{
    private const int OneIn = 10;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50), Quiet = TimeSpan.FromSeconds(2);

    public override string Name => "stalled";

    public override IReadOnlyList<string> Tables => ["stalled"];

    public override TimeSpan Usual(Subject subject) => TimeSpan.FromSeconds(46);

    public override IReadOnlyList<Func<Subject>> Subjects => MusterServer.Conversations;

    public override void Run(Subject subject, Sheet sheet)
    {
        sheet.Begin($"connecting {consumers} consumers");
        using var providers = new Providers(subject);
        using var fleet = new Fleet();
        providers.Gather(fleet, consumers);
        var audience = new Audience(fleet, providers);
        sheet.Begin("a first restart");
        audience.Hear(providers.Restart(Pace));   // as long as the two that count, so that memory has its size

        fleet.Rest(Quiet);
        sheet.Begin("a restart with all reading");
        var all = audience.Hear(providers.Restart(Pace));
        var resident = subject.Resident;
        for (var at = 0; at < consumers; at += OneIn) fleet.Sessions[at].Wire.Stalled = true;
        fleet.Rest(Quiet);
        sheet.Begin("a restart with one in ten stalled");
        var others = audience.Hear(providers.Restart(Pace));
        var stalled = subject.Resident;

        sheet.Add("stalled", "p99 ms, all reading", all.Latency.At(0.99).TotalMilliseconds);
        sheet.Add("stalled", "p99 ms of the others", others.Latency.At(0.99).TotalMilliseconds);
        sheet.Add("stalled", "p99, times as long", others.Latency.At(0.99) / all.Latency.At(0.99));
        sheet.Add("stalled", "MB resident, all reading", resident / 1e6);
        sheet.Add("stalled", "MB resident, one in ten stalled", stalled / 1e6);
        sheet.Add("stalled", "memory, times as much", stalled / (double)resident);
    }
}
