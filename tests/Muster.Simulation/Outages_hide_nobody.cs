using Muster.Client;
using Muster.Core.Catalog;
using Muster.Core.Health;
using Muster.Testing.Simulated;

namespace Muster.Simulation;

/// <summary>Live-Stays, Never-Empty, Converges: the registry is killed, forgets, or stands still, and no consumer misses a living provider.</summary>
public sealed class Outages_hide_nobody
{
    private const int Providers = 10;

    private readonly World _world = new(seed: 5);
    private readonly SimNode _node;
    private readonly List<SimClient> _consumers = [];
    private readonly List<SimClient> _providers = [];
    private int _fewest = int.MaxValue;

    public Outages_hide_nobody()
    {
        _node = new SimNode(_world);
        for (var i = 0; i < Providers; i++)
        {
            _providers.Add(new SimClient(_world, _node, $"provider-{i}"));
            _providers[i].Register("orders", new InstanceDescription($"http://10.0.0.{i}:80") { Id = $"i{i}" });
        }

        for (var i = 0; i < 3; i++)
        {
            _consumers.Add(new SimClient(_world, _node, $"consumer-{i}"));
            _consumers[i].Subscribe("orders");
        }

        _world.Advance(TimeSpan.FromMinutes(5));
        foreach (var consumer in _consumers) consumer.OnChange = change => _fewest = Math.Min(_fewest, change.List.Count);
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(true, 60)]
    [InlineData(false, 3)]
    [InlineData(false, 60)]
    public void A_registry_that_was_killed_and_comes_back(bool withFacts, int awaySeconds)
    {
        var facts = withFacts ? _node.Save() : SavedCatalog.Empty;
        _node.Crash();
        _world.Advance(TimeSpan.FromSeconds(awaySeconds));
        _node.Start(facts, factsWereLost: !withFacts);

        _world.Advance(TimeSpan.FromSeconds(33));   // one heartbeat, 10 % late

        AllAgree();
        _world.Advance(TimeSpan.FromMinutes(5));
        AllAgree();
        Assert.True(_fewest >= Providers, $"A consumer once saw only {_fewest} of {Providers}.");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(120)]
    public void A_registry_that_stood_still_judges_nobody(int seconds)
    {
        _node.Events.Clear();
        _node.StandStill(TimeSpan.FromSeconds(seconds));

        _world.Advance(TimeSpan.FromSeconds(seconds) + TimeSpan.FromMinutes(3));

        Assert.DoesNotContain(_node.Events, change => change is Core.RegistryEvent.VitalChanged { To: Vital.Dead, Session.Instances.Count: > 0 });
        AllAgree();
        Assert.True(_fewest >= Providers, $"A consumer once saw only {_fewest} of {Providers}.");
    }

    [Fact]
    public void Providers_that_all_hang_are_never_hidden_to_the_last_and_are_there_again_when_others_take_their_place()
    {
        foreach (var provider in _providers) provider.Freeze();

        _world.Advance(TimeSpan.FromHours(3));
        Assert.All(_consumers, consumer => Assert.True(consumer.Lists["orders"].Count >= 1));
        Assert.True(_fewest >= 1);

        for (var i = 0; i < Providers; i++)
            new SimClient(_world, _node, $"provider-{i}b").Register("orders", new InstanceDescription($"http://10.0.1.{i}:80") { Id = $"i{i}" });
        _world.Advance(TimeSpan.FromSeconds(33));
        AllAgree();
    }

    [Fact]
    public void A_consumer_that_starts_during_the_outage_works_from_its_snapshot()
    {
        var saved = new Protocol.ServiceSnapshot
        {
            Service = "orders", Buckets = Protocol.ListDigest.AllBuckets, Last = true, Digest = _consumers[0].Lists["orders"].Digest,
            Instances = { _consumers[0].Lists["orders"].Instances.ToArray().Select(instance => instance.Listed) },
        };
        _node.Crash();

        var late = new SimClient(_world, _node, "late");
        late.Subscribe("orders", saved);

        Assert.Equal((Providers, ListSource.Snapshot), (late.Lists["orders"].Count, late.Lists["orders"].Source));
        _node.Start(SavedCatalog.Empty, factsWereLost: true);
        _consumers.Add(late);
        _world.Advance(TimeSpan.FromSeconds(33));
        AllAgree();
    }

    private void AllAgree()
    {
        var truth = _node.View("orders")!;
        Assert.Equal(Providers, truth.Entries.Length);
        Assert.All(truth.Entries.ToArray(), entry => Assert.Equal(Protocol.State.Healthy, entry.State));
        foreach (var consumer in _consumers)
            Assert.Equal((truth.Digest, Providers, false), (consumer.Lists["orders"].Digest, consumer.Lists["orders"].Count, consumer.Lists["orders"].HeldBack));
    }
}
