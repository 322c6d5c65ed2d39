using System.Globalization;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Detection.Traffic;
using Muster.Protocol;

namespace Muster.Detection.Rules;

/// <summary>The node's own rules, by the whole machine: sessions that register, beat and report every 10 s, each at its own time.</summary>
internal sealed class MusterRule : Rule
{
    private const string Service = "orders";

    private readonly Registry _registry;
    private readonly List<Connection> _providers = [], _callers = [];
    private readonly int[] _phase;
    private readonly (ulong Calls, ulong Failed)[,] _untold;
    private TimeSpan _now = TimeSpan.FromHours(1);

    /// <param name="fleet">Whose calls will be taken in.</param>
    /// <param name="callers">Consumers that report the same calls, evenly split; none: only providers report.</param>
    public MusterRule(Fleet fleet, int callers = 0) : base(fleet.Count)
    {
        _registry = new Registry(new RegistryOptions { Epoch = 1, Callers = new CallerDirectory([], openToAll: true, openToLoopback: true) }, _now);
        _phase = [.. Enumerable.Range(0, fleet.Count).Select(_ => fleet.Chance.Next(10))];
        _untold = new (ulong, ulong)[fleet.Count, fleet.Apis.Length];
        for (var one = 0; one < fleet.Count; one++)
        {
            _providers.Add(Join(string.Create(CultureInfo.InvariantCulture, $"10.0.{one / 250}.{one % 250}:4711")));
            Send(_providers[one], new Up { Register = new Register { Registrations = { new Registration { Service = Service, Instance = new Instance { Id = Id(one), Addresses = { "http://10.0.0.7:80" } } } } } });
        }

        for (var one = 0; one < callers; one++) _callers.Add(Join(string.Create(CultureInfo.InvariantCulture, $"10.1.0.{one}:4711")));
    }

    /// <summary>The share of failures that a provider admits: 1 tells the truth, 0 praises itself.</summary>
    public double Honesty { get; init; } = 1;

    /// <summary>What the first caller claims of the first instance every 10 s; null when it tells the truth.</summary>
    public ulong? ClaimedFailures { get; init; }

    /// <summary>The APIs that were found bad, each with its instance.</summary>
    public HashSet<(int Instance, string Api)> BadApis { get; } = [];

    /// <summary>How often anything was found bad or good: an instance, or an API.</summary>
    public int Turns { get; private set; }

    public override void Take(Fleet fleet)
    {
        for (var one = 0; one < _providers.Count; one++)
        {
            for (var api = 0; api < fleet.Apis.Length; api++)
                _untold[one, api] = (_untold[one, api].Calls + (ulong)fleet.Now[one, api].Calls, _untold[one, api].Failed + (ulong)fleet.Now[one, api].Failed);
            if (fleet.Second % 10 == _phase[one]) Report(fleet, one);
        }

        for (var caller = 0; caller < _callers.Count; caller++)
            if ((fleet.Second + caller) % 10 == 0) ReportMade(fleet, caller);

        for (var half = 0; half < 2; half++)
        {
            _now += TimeSpan.FromSeconds(0.5);
            Step(new Input.Tick());
        }
    }

    private void Report(Fleet fleet, int one)
    {
        var report = new Report { PeriodMs = 10_000 };
        for (var api = 0; api < fleet.Apis.Length; api++)
        {
            var (calls, failed) = _untold[one, api];
            report.Answered.Add(Line("", fleet.Apis[api].Api, calls, (ulong)(failed * Honesty)));
            _untold[one, api] = default;
        }

        Send(_providers[one], new Up { Heartbeat = new Heartbeat { Number = 1 } });
        Send(_providers[one], new Up { Report = report });
    }

    /// <summary>What a caller saw is drawn by itself: of each 10 s, its part of the calls.</summary>
    private void ReportMade(Fleet fleet, int caller)
    {
        var calls = fleet.CallsPerSecond * 10 / _callers.Count;
        var report = new Report { PeriodMs = 10_000 };
        for (var one = 0; one < fleet.Count; one++)
            report.Made.Add(caller == 0 && one == 0 && ClaimedFailures is { } claimed
                ? Line(Id(0), fleet.Apis[0].Api, claimed, claimed)
                : Line(Id(one), fleet.Apis[0].Api, (ulong)calls, (ulong)fleet.FailedOf(one, calls)));
        Send(_callers[caller], new Up { Heartbeat = new Heartbeat { Number = 1 } });
        Send(_callers[caller], new Up { Report = report });
    }

    private Connection Join(string peer)
    {
        var connection = new Connection(new Outbox(static () => { }), peer, Origin.Loopback, new byte[16]);
        Send(connection, new Up { Hello = new Hello { Protocol = 1, Client = peer, Namespace = "default" } });
        return connection;
    }

    private void Send(Connection connection, Up frame)
    {
        Step(new Input.Received(connection, frame));
        while (connection.Outbox.TryTake(out _))
        {
            // What a connection's writer would send.
        }
    }

    private void Step(Input input)
    {
        foreach (var change in _registry.Step(input, _now))
        {
            if (change is RegistryEvent.AilmentChanged ailment)
            {
                Set(Number(ailment.Id), ailment.Ailment is not null);
                Turns++;
            }
            else if (change is RegistryEvent.ApiTurned api)
            {
                if (api.Turn.Bad) BadApis.Add((Number(api.Id), api.Turn.Api));
                Turns++;
            }
        }
    }

    private static CallCounts Line(string id, string api, ulong total, ulong failed) =>
        new() { Service = Service, Id = id, Api = api, Total = total, Succeeded = total - failed };

    private static string Id(int one) => string.Create(CultureInfo.InvariantCulture, $"i{one:000}");

    private static int Number(string id) => int.Parse(id.AsSpan(1), CultureInfo.InvariantCulture);
}
