using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Tests.Watch;

/// <summary>Resumable: whoever comes back is told as little as brings him to the list.</summary>
public sealed class CatchingUp
{
    private const int Listed = 1000;

    private readonly TestRegistry _registry = new();
    private readonly TestPeer _provider;
    private readonly Held _held;

    public CatchingUp()
    {
        _provider = _registry.Join("provider");
        _provider.Register([.. SomeView.Ids(Listed).Select(id => Registration(id))]);
        _registry.Advance(1);
        var view = _registry.View();
        _held = new Held { Revision = view.Revision.ToWire(), Digest = view.Digest, Buckets = { view.Buckets.ToArray() } };
    }

    [Fact]
    public void What_has_not_changed_is_confirmed()
    {
        var delta = Ask().Single().Delta;

        Assert.Equal((_held.Revision, _held.Revision, 0), (delta.From, delta.To, delta.Changed.Count + delta.Removed.Count));
    }

    [Fact]
    public void A_little_is_a_delta()
    {
        Change("i-00007", 1);

        Assert.Equal("i-00007", Ask().Single().Delta.Changed.Single().Instance.Id);
    }

    [Fact]
    public void More_than_the_registry_remembers_is_the_buckets_that_differ()
    {
        for (var i = 0; i <= ChangeRing.MaxSets; i++) Change("i-00007", 1 + i);

        var page = Ask().Single().Snapshot;

        Assert.Equal(1UL << ListDigest.Bucket("i-00007"), page.Buckets);
        Assert.InRange(page.Instances.Count, 1, Listed / 10);
        Assert.All(page.Instances, listed => Assert.Equal(ListDigest.Bucket("i-00007"), ListDigest.Bucket(listed.Instance.Id)));
    }

    [Fact]
    public void Another_life_of_the_registry_with_the_same_facts_confirms()
    {
        var restarted = new TestRegistry(epoch: 2, saved: _registry.Save());

        var delta = Ask(restarted).Single().Delta;

        Assert.Equal((_held.Revision, 2UL, 0), (delta.From, delta.To.Epoch, delta.Changed.Count + delta.Removed.Count));
    }

    [Fact]
    public void The_sequence_never_goes_back_when_a_service_is_made_again()
    {
        _provider.Register("a", "stock");
        _registry.Advance(1);
        _provider.Deregister("a", "stock");
        _registry.Advance(1);
        Assert.Null(_registry.Views.Find(new("default", "stock")));

        _provider.Register("a", "stock");

        Assert.True(_registry.View("stock").Revision.Sequence >= 3, $"made again at {_registry.View("stock").Revision}");
    }

    private static Registration Registration(string id, int version = 0) => new()
    {
        Service = "orders", Instance = new Instance { Id = id, Addresses = { $"http://10.0.0.7:{8000 + version}" } },
    };

    private void Change(string id, int version)
    {
        _provider.Register(Registration(id, version));
        _provider.Beat();
        _registry.Advance(0.15);
    }

    private List<Down> Ask(TestRegistry? registry = null)
    {
        var peer = (registry ?? _registry).Join("reader");
        peer.Subscribe("orders", _held);
        return peer.Read();
    }
}
