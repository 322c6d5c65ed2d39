using Muster.Protocol;

namespace Muster.Core.Tests.Health;

/// <summary>Instances of one service that answer 50 calls a second each, and report them; the chance of each outcome is drawn, not each call.</summary>
/// <remarks>Errors are independent, or come in bursts of 5 s on average in which three calls of ten fail, as often as the same rate of errors asks for.</remarks>
internal sealed class MeasuredFleet
{
    private const double InBurst = 0.30, BurstSeconds = 5;

    private readonly TestRegistry _registry = new();
    private readonly TestPeer[] _providers;
    private readonly int[] _phase;
    private readonly bool[] _bursting;
    private readonly List<TestPeer> _callers = [];
    private readonly Dictionary<(int Instance, string Api), (ulong Total, ulong Failed)> _counts = [];
    private readonly bool _bursty;
    private int _second;

    public MeasuredFleet(int instances, int seed, bool bursty = false)
    {
        (Chance, _bursty) = (new Random(seed), bursty);
        _providers = [.. Enumerable.Range(0, instances).Select(one => _registry.Provide($"i{one:000}"))];
        _phase = [.. _providers.Select(_ => Chance.Next(10))];
        _bursting = new bool[instances];
        Failing = new double[instances];
        Array.Fill(Failing, 0.001);
    }

    public Random Chance { get; }

    /// <summary>The share of each instance's calls that fail.</summary>
    public double[] Failing { get; }

    /// <summary>What each instance's calls are split into; the first API alone fails where <see cref="OneApi"/> is set.</summary>
    public (string Api, double Share)[] Apis { get; init; } = [("GET /orders/{number}", 1)];

    public bool OneApi { get; init; }

    /// <summary>The share of failures that a provider admits: 1 tells the truth, 0 praises itself.</summary>
    public double Honesty { get; init; } = 1;

    /// <summary>What the first caller claims of the first instance in every report; null when it tells the truth.</summary>
    public (ulong Total, ulong Failed)? Lie { get; init; }

    public IEnumerable<RegistryEvent> Events => _registry.Events;

    public void AddCallers(int count)
    {
        for (var one = 0; one < count; one++) _callers.Add(_registry.Join($"10.1.0.{one}:4711"));
    }

    public bool IsSubHealthy(int instance) => _registry.View().Find($"i{instance:000}")!.Value.State is State.SubHealthy;

    public int Demotions() => _registry.Events.Count(one => one is RegistryEvent.AilmentChanged { Ailment: not null });

    /// <summary>One second passes.</summary>
    public void Live()
    {
        for (var one = 0; one < _providers.Length; one++)
        {
            Answer(one);
            if (_second % 10 == _phase[one]) Report(one);
        }

        for (var caller = 0; caller < _callers.Count; caller++)
            if ((_second + caller) % 10 == 0) ReportMade(caller);

        _registry.Advance(1, by: 0.5);
        _second++;
    }

    public void Live(int seconds)
    {
        for (var left = seconds; left > 0; left--) Live();
    }

    private void Answer(int one)
    {
        foreach (var (at, (api, share)) in Apis.Index())
        {
            var calls = (int)Math.Round(50 * share);
            var failed = Binomial(calls, OneApi && at > 0 ? 0.001 : RateNow(one));
            var before = _counts.GetValueOrDefault((one, api));
            _counts[(one, api)] = (before.Total + (ulong)calls, before.Failed + (ulong)failed);
        }
    }

    private double RateNow(int one)
    {
        if (!_bursty || Failing[one] >= InBurst) return Failing[one];
        var share = Failing[one] / InBurst;
        _bursting[one] = _bursting[one] ? Chance.NextDouble() >= 1 / BurstSeconds : Chance.NextDouble() < share / (1 - share) / BurstSeconds;
        return _bursting[one] ? InBurst : 0;
    }

    private void Report(int one)
    {
        _providers[one].Beat();
        _providers[one].Report(Apis.Select(api =>
        {
            _counts.Remove((one, api.Api), out var counts);
            return Line("", api.Api, counts.Total, (ulong)(counts.Failed * Honesty));
        }));
        while (_providers[one].Outbox.TryTake(out _))
        {
        }
    }

    private void ReportMade(int caller)
    {
        var calls = 500 / _callers.Count;
        _callers[caller].Beat();
        _callers[caller].ReportMade(_providers.Select((_, one) => caller == 0 && one == 0 && Lie is { } lie
            ? Line("i000", Apis[0].Api, lie.Total, lie.Failed)
            : Line($"i{one:000}", Apis[0].Api, (ulong)calls, (ulong)Binomial(calls, Failing[one]))));
        while (_callers[caller].Outbox.TryTake(out _))
        {
        }
    }

    private static CallCounts Line(string id, string api, ulong total, ulong failed) =>
        new() { Service = "orders", Id = id, Api = api, Total = total, Succeeded = total - failed };

    /// <summary>Failures among calls, by the gaps between them.</summary>
    private int Binomial(int calls, double rate)
    {
        if (rate <= 0) return 0;
        if (rate >= 1) return calls;
        var (failures, perGap) = (0, 1 / Math.Log(1 - rate));
        for (double at = Math.Floor(Math.Log(1 - Chance.NextDouble()) * perGap); at < calls; at += 1 + Math.Floor(Math.Log(1 - Chance.NextDouble()) * perGap)) failures++;
        return failures;
    }
}
