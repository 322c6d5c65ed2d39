using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Muster.Client;
using Muster.Client.Balancing;
using Muster.Client.Lists;
using Muster.Protocol;

namespace Muster.Bench;

/// <summary>What balancing adds to a call: look the service up, pick, report; nothing on the heap.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class PickWork
{
    private readonly ServiceCache _cache = new();
    private BalancerSetup _setup = null!;

    [Params(BalancingPolicies.LeastRequests, BalancingPolicies.WeightedRoundRobin, BalancingPolicies.WeightedRandom, BalancingPolicies.ConsistentHash, BalancingPolicies.ZoneFirst)]
    public string Policy { get; set; } = "";

    [Params(10, 1000)]
    public int Instances { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _setup = new BalancerSetup(new BalancingOptions { Policy = Policy }, "a", TimeProvider.System, new Chance(1), NullLogger.Instance);
        var instances = Enumerable.Range(0, Instances).Select(i => new ServiceInstance(new Listed
        {
            Instance = new Instance { Id = $"instance-{i:0000}", Addresses = { $"http://10.0.0.{i % 250}:8080" }, Zone = i % 2 == 0 ? "a" : "b" },
        }));
        var list = new ServiceList("orders", [.. instances], new ListRevision(1, 1), 0, ListSource.Registry, stale: false, held: false);
        _cache.Add("orders").Publish(new ServiceChange(list, []));
        _cache.Get("orders").BalancerBy(_setup).Pick("user-7", except: []).Succeeded();
    }

    [Benchmark]
    public void PickAndReport() => _cache.Get("orders").BalancerBy(_setup).Pick("user-7", except: []).Succeeded();

    /// <summary>Once for each change of the list or of somebody's standing, and each step of a slow start.</summary>
    [Benchmark]
    public void MakeAPlan() => _cache.Get("orders").BalancerBy(_setup).Refresh();
}
