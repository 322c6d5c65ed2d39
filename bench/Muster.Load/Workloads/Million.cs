using System.Diagnostics;
using Muster.Load.Registry;
using Muster.Peers;
using Muster.Peers.Processes;

namespace Muster.Load.Workloads;

/// <summary>
/// A million instances of 300 bytes on one node: 100 sessions register one of their own in each of 10,000 services, 100 to
/// a request; 100 consumers watch. Then every tenth session falls silent, and its instances are hidden.
/// </summary>
internal sealed class Million(Scale scale) : Workload
{
    private const int Sessions = 100, Silent = 10, Batch = 100, Watchers = 100;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30), BeatEvery = TimeSpan.FromSeconds(5);

    private readonly int _services = scale.Of(10_000);

    public override string Name => "million";

    public override IReadOnlyList<string> Tables => ["million"];

    public override TimeSpan Usual(Subject subject) => TimeSpan.FromSeconds(80);

    public override IReadOnlyList<Func<Subject>> Subjects => [() => new MusterServer(Carrier.Lean) { Timeout = Timeout }];

    public override void Run(Subject subject, Sheet sheet)
    {
        sheet.Begin($"connecting {Sessions} sessions and {Watchers} watchers");
        using var living = new Fleet();
        using var silent = new Fleet();
        using var watchers = new Fleet();
        living.Connect(subject, Sessions - Silent, Sessions, session => session.Open());
        silent.Connect(subject, Silent, Silent, session => session.Open());
        var service = 0;
        watchers.Connect(subject, Watchers, 1, session => session.Follow((service += Math.Max(1, _services / Watchers)) - 1));

        sheet.Begin($"registering {Sessions * _services} instances");
        using var pauses = new Pauses(subject.Process);
        var meter = new Meter(subject, living);
        var (_, latency, elapsed) = Register(living, 0, silent, watchers);
        Register(silent, Sessions - Silent, living, watchers);
        sheet.Add("million", "CPU µs a register", meter.Microseconds / (Sessions * _services));
        sheet.Add("million", "registers a second", living.Sessions.Count * _services / elapsed.TotalSeconds);
        sheet.Add("million", "p99 ms of a batch", latency.At(0.99).TotalMilliseconds);

        sheet.Begin($"hiding the instances of {Silent} silent sessions");
        sheet.Add("million", "s until hidden", Hide(living, watchers, Sessions - Silent));
        sheet.Add("million", "GB", subject.Resident / 1e9);
        sheet.Begin("reading the trace of its pauses");
        sheet.Add("million", "longest pause ms", pauses.End().TotalMilliseconds);
    }

    private Round Register(Fleet fleet, int from, params Fleet[] others)
    {
        var sessions = fleet.Sessions.Count;
        return ClosedLoop.Run(fleet, sessions * _services / Batch, (session, number) =>
        {
            var (owner, first) = (from + (number % sessions), number / sessions * Batch);
            session.Register([.. Enumerable.Range(first, Batch).Select(service => new Item(service, (service * Sessions) + owner, 0))]);
        }, () =>
        {
            foreach (var other in others) other.Reactor.Turn(0);   // they answer pings
        });
    }

    /// <summary>Until every watcher's list is as long as the living make it. Meanwhile these send heartbeats, and nobody reads for the silent.</summary>
    private static double Hide(Fleet living, Fleet watchers, int length)
    {
        var started = Stopwatch.GetTimestamp();
        var beaten = TimeSpan.Zero;
        while (Longer() > 0)
        {
            var passed = Stopwatch.GetElapsedTime(started);
            if (passed > Fleet.Patience) throw new TimeoutException($"After {Fleet.Patience.TotalSeconds:0} s: {Longer()} watchers still hold more than {length} instances.");
            if (passed > beaten)
            {
                beaten += BeatEvery;
                foreach (var session in living.Sessions) session.Beat();
                Progress.Tell($"{Longer()} of {watchers.Sessions.Count} watchers still hold more than {length} instances");
            }

            living.Reactor.Turn(5);
            watchers.Reactor.Turn(5);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;

        int Longer() => watchers.Sessions.Count(session => ((MusterSession)session).Held.Count != length);
    }
}
