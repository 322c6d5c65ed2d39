using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Muster.Client;
using Muster.Client.Balancing;
using Muster.Client.Lists;
using Muster.Protocol;

namespace Muster.Bench;

/// <summary>What a consumer of 1,000 instances pays: for each call, and for each change of the list.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class ClientCalls
{
    private const int Instances = 1000;

    private readonly ServiceCache _cache = new();
    private readonly ServiceCopy _copy = new("orders");
    private readonly ServiceDelta[] _thereAndBack = new ServiceDelta[2];
    private readonly Dictionary<string, CachedService> _byPolicy = [];
    private readonly Dictionary<string, BalancerSetup> _setups = [];
    private int _turn;

    [GlobalSetup]
    public void Fill()
    {
        var snapshot = new ServiceSnapshot { Service = "orders", Revision = new Revision { Epoch = 1, Sequence = 1 }, Buckets = ListDigest.AllBuckets, Last = true };
        for (var i = 0; i < Instances; i++) snapshot.Instances.Add(Entry(i, State.Healthy));
        snapshot.Digest = snapshot.Instances.Aggregate(0UL, (digest, listed) => digest + new ServiceInstance(listed).DigestPart);
        _copy.Verified.Apply(snapshot);
        var list = _copy.Show(ListSource.Registry, TimeSpan.Zero)!;
        _cache.Add("orders").Publish(list);

        var (well, ill) = (Entry(Instances / 2, State.Healthy), Entry(Instances / 2, State.Suspect));
        var illDigest = snapshot.Digest + new ServiceInstance(ill).DigestPart - new ServiceInstance(well).DigestPart;
        _thereAndBack[0] = Delta(1, 2, ill, illDigest);
        _thereAndBack[1] = Delta(2, 1, well, snapshot.Digest);

        foreach (var policy in BalancingPolicies.All)
        {
            var service = _cache.Add($"orders-{policy}");
            service.Publish(list);
            _setups[policy] = new BalancerSetup(new BalancingOptions { Policy = policy }, "a", TimeProvider.System, new Chance(1), NullLogger.Instance);
            (_byPolicy[policy] = service).BalancerBy(_setups[policy]).Pick("user-7", except: []).Succeeded();
        }
    }

    [Benchmark]
    public ServiceList Get() => _cache.Get("orders").Current;

    [Benchmark]
    public void PickLeastRequests() => Pick(BalancingPolicies.LeastRequests);

    [Benchmark]
    public void PickWeightedRoundRobin() => Pick(BalancingPolicies.WeightedRoundRobin);

    [Benchmark]
    public void PickWeightedRandom() => Pick(BalancingPolicies.WeightedRandom);

    [Benchmark]
    public void PickZoneFirst() => Pick(BalancingPolicies.ZoneFirst);

    /// <summary>One hash an instance: 1,000.</summary>
    [Benchmark]
    public void PickConsistentHash() => Pick(BalancingPolicies.ConsistentHash);

    /// <summary>One instance falls ill, or is well again: proven by its digest, guarded, and shown to the application.</summary>
    [Benchmark]
    public object ApplyDelta()
    {
        if (_copy.Verified.Apply(_thereAndBack[_turn++ & 1]) is not Proof.Verified) throw new InvalidOperationException("The delta was not proven.");
        return _copy.Show(ListSource.Registry, TimeSpan.Zero)!;
    }

    private void Pick(string policy) => _byPolicy[policy].BalancerBy(_setups[policy]).Pick("user-7", except: []).Succeeded();

    private static ServiceDelta Delta(ulong from, ulong to, Listed entry, ulong digest) => new()
    {
        Service = "orders",
        From = new Revision { Epoch = 1, Sequence = from },
        To = new Revision { Epoch = 1, Sequence = to },
        Digest = digest,
        Changed = { entry },
    };

    private static Listed Entry(int i, State state) => new()
    {
        Version = ((ulong)i << 8) + (ulong)state,
        State = state,
        Instance = new Instance { Id = $"instance-{i:0000}", Addresses = { $"http://10.0.0.{i % 250}:8080" }, Zone = i % 2 == 0 ? "a" : "b" },
    };
}
