using Microsoft.Extensions.Logging.Abstractions;
using Muster.Client.Balancing;
using Muster.Client.Outcomes;
using Muster.Protocol;
using Muster.Testing.Clocks;

namespace Muster.Client.Tests.Balancing;

/// <summary>A service's instances, changed by hand, and a balancer over them on a clock moved by hand.</summary>
internal sealed class Fleet
{
    private readonly SortedDictionary<string, ServiceInstance> _instances = new(StringComparer.Ordinal);
    private ServiceList _list = ServiceList.Unknown("orders");
    private Balancer? _balancer;

    public BalancingOptions Options { get; } = new() { SlowStart = TimeSpan.Zero, SlowRecovery = TimeSpan.Zero };

    public HandClock Clock { get; } = new();

    public OutcomeTable Outcomes { get; } = new();

    public string Zone { get; init; } = "";

    public Balancer Balancer => _balancer ??= new Balancer(
        "orders", () => _list, new BalancerSetup(Options, Zone, Clock, new Chance(17), NullLogger.Instance) { Outcomes = Outcomes });

    public static Fleet With(string policy, params (string Id, int Weight)[] instances)
    {
        var fleet = new Fleet();
        fleet.Options.Policy = policy;
        foreach (var (id, weight) in instances) fleet.List(id, weight);
        return fleet;
    }

    public Fleet List(string id, int weight = 100, InstanceState state = InstanceState.Healthy, string zone = "", bool isProtected = false, string? address = null)
    {
        _instances[id] = Instance(id, weight, state, zone, isProtected, address);
        return Tell(ListSource.Registry);
    }

    public Fleet Drop(string id)
    {
        _instances.Remove(id);
        return Tell(ListSource.Registry);
    }

    public Fleet Tell(ListSource source)
    {
        _list = new ServiceList("orders", [.. _instances.Values], new ListRevision(1, 2), 0, source, stale: false, held: false);
        _balancer?.Refresh();
        return this;
    }

    public Picked Pick(string key = "", params ServiceInstance[] except) => Balancer.Pick(key, except);

    public int InFlight(string id)
    {
        var plan = Balancer.Plan;
        return Enumerable.Range(0, plan.All.Count).Select(plan.All.Callee).Concat(plan.Ejected).Single(callee => callee.Id == id).InFlight;
    }

    /// <summary>What was counted since the last time: instance, API, succeeded of total, cancelled.</summary>
    public IEnumerable<string> Counted() => Outcomes.Take(static _ => true, static (_, _) => true).Made
        .OrderBy(line => line.Id, StringComparer.Ordinal).ThenBy(line => line.Api, StringComparer.Ordinal)
        .Select(line => $"{line.Id} {line.Api} {line.Succeeded}/{line.Total} -{line.Cancelled}");

    /// <summary>How often each instance is picked when every call succeeds at once.</summary>
    public Dictionary<string, int> Share(int picks)
    {
        var counts = _instances.Keys.ToDictionary(id => id, _ => 0);
        for (var i = 0; i < picks; i++)
        {
            var picked = Pick();
            counts[picked.Instance.Id]++;
            picked.Succeeded();
        }

        return counts;
    }

    /// <summary>Calls until the instance has failed so often in a row; the others' calls succeed.</summary>
    public void Fail(string id, int times)
    {
        for (var failed = 0; failed < times;)
        {
            var picked = Pick();
            if (picked.Instance.Id == id)
            {
                picked.Failed();
                failed++;
            }
            else
            {
                picked.Succeeded();
            }
        }
    }

    public static ServiceInstance Instance(
        string id, int weight = 100, InstanceState state = InstanceState.Healthy, string zone = "", bool isProtected = false, string? address = null)
    {
        var instance = new Instance { Id = id, Weight = (uint)weight, Zone = zone };
        instance.Addresses.Add(address ?? $"http://{id}:80");
        return new ServiceInstance(new Listed
        {
            Version = 1,
            Instance = instance,
            Protected = isProtected,
            State = state switch
            {
                InstanceState.SubHealthy => State.SubHealthy,
                InstanceState.Suspect => State.Suspect,
                InstanceState.Dead => State.Dead,
                _ => State.Healthy,
            },
        });
    }
}
