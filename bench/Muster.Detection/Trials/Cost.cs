using System.Globalization;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Detection.Trials;

/// <summary>
/// What it costs the machine to judge 100,000 instances of which everything is reported every 10 s: two APIs of each, by its own word and by
/// three callers; one instance of a hundred fails. A tick every 50 ms of the machine's time, as fast as they can be taken.
/// </summary>
internal sealed class Cost
{
    private const int Services = 1000, InstancesEach = 100, CallersEach = 3, TicksPerRound = 200, Rounds = 4;
    private const double MostShare = 0.10, LongestMs = 5;

    private static readonly string[] Apis = ["GET /orders/{number}", "POST /orders"];

    private readonly Registry _registry;
    private readonly (Connection Connection, Up Report)[] _reporters;
    private TimeSpan _now = TimeSpan.FromHours(1);

    public Cost()
    {
        _registry = new Registry(new RegistryOptions { Epoch = 1, Callers = new CallerDirectory([], openToAll: true, openToLoopback: true) }, _now);
        var reporters = new List<(Connection, Up)>();
        for (var service = 0; service < Services; service++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"service-{service}");
            var provider = Join(string.Create(CultureInfo.InvariantCulture, $"10.0.{service / 250}.{service % 250}:1"));
            var register = new Register();
            for (var one = 0; one < InstancesEach; one++)
                register.Registrations.Add(new Registration { Service = name, Instance = new Instance { Id = Id(one), Addresses = { "http://10.0.0.7:80" } } });
            Send(provider, new Up { Register = register });

            reporters.Add((provider, new Up { Report = Report(name, made: false) }));
            for (var caller = 0; caller < CallersEach; caller++)
                reporters.Add((Join(string.Create(CultureInfo.InvariantCulture, $"10.1.{caller}.{service % 250}:{service}")), new Up { Report = Report(name, made: true) }));
        }

        _reporters = [.. reporters];
    }

    public IReadOnlyList<Row> Measure()
    {
        for (var round = 0; round < 7; round++) Round();   // windows are full, code is compiled
        GC.Collect();
        var (judging, taking, longest, collected) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        for (var round = 0; round < Rounds; round++)
        {
            var one = Round();
            judging += one.Judging;
            taking += one.Taking;
            collected += one.Collected;
            if (one.Longest > longest) longest = one.Longest;
        }

        var share = judging / Rounds / TimeSpan.FromSeconds(10);
        var load = string.Create(CultureInfo.InvariantCulture, $"{_registry.Reported:#,0} instances, {Services * InstancesEach * Apis.Length * (1 + CallersEach):#,0} windows");
        return
        [
            new($"{load}: ticks", $"< {MostShare * 100:0} % of a core", share < MostShare, string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} % ({judging.TotalMilliseconds / Rounds:0} ms in 10 s)")),
            new("longest tick", $"≤ {LongestMs} ms", longest.TotalMilliseconds <= LongestMs, string.Create(CultureInfo.InvariantCulture, $"{longest.TotalMilliseconds:0.00} ms of processor time, collections apart ({collected.TotalMilliseconds / Rounds:0} ms in 10 s)")),
            new("taking the reports in", "", null, string.Create(CultureInfo.InvariantCulture, $"{taking / Rounds / TimeSpan.FromSeconds(10) * 100:0.0} % of a core, {taking.TotalMicroseconds * 1000 / Rounds / (Services * InstancesEach * Apis.Length * (1 + CallersEach)):0} ns a line")),
        ];
    }

    /// <summary>Collections fall on whoever allocates when memory is due, here mostly the reports; they are counted by themselves.</summary>
    private (TimeSpan Judging, TimeSpan Taking, TimeSpan Longest, TimeSpan Collected) Round()
    {
        var (judging, taking, longest, collected) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        for (var tick = 0; tick < TicksPerRound; tick++)
        {
            var from = ThreadTime.Now;
            for (var at = tick; at < _reporters.Length; at += TicksPerRound)
            {
                Send(_reporters[at].Connection, new Up { Heartbeat = new Heartbeat { Number = 1 } });
                Send(_reporters[at].Connection, _reporters[at].Report);
            }

            _now += Registry.TickEvery;
            var (taken, before) = (ThreadTime.Now, GC.GetTotalPauseDuration());
            _registry.Step(new Input.Tick(), _now);
            var (all, pause) = (ThreadTime.Now - taken, GC.GetTotalPauseDuration() - before);
            var took = all > pause ? all - pause : TimeSpan.Zero;
            taking += taken - from;
            judging += took;
            collected += pause;
            if (took > longest) longest = took;
        }

        return (judging, taking, longest, collected);
    }

    private static Report Report(string service, bool made)
    {
        var report = new Report { PeriodMs = 10_000 };
        for (var one = 0; one < InstancesEach; one++)
            foreach (var api in Apis)
                (made ? report.Made : report.Answered).Add(new CallCounts { Service = service, Id = Id(one), Api = api, Total = 250, Succeeded = one == 0 ? 150u : 249u });
        return report;
    }

    private Connection Join(string peer)
    {
        var connection = new Connection(new Outbox(static () => { }), peer, Origin.Loopback, new byte[16]);
        Send(connection, new Up { Hello = new Hello { Protocol = 1, Client = peer, Namespace = "default" } });
        return connection;
    }

    private void Send(Connection connection, Up frame)
    {
        _registry.Step(new Input.Received(connection, frame), _now);
        while (connection.Outbox.TryTake(out _))
        {
            // What a connection's writer would send.
        }
    }

    private static string Id(int one) => string.Create(CultureInfo.InvariantCulture, $"i{one:000}");
}
