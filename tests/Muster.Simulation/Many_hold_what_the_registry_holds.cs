using Muster.Client;
using Muster.Client.Registrations;
using Muster.Testing.Simulated;

namespace Muster.Simulation;

/// <summary>10,000 instances of 100 services, followed by 1,000 subscribers, in one thread.</summary>
public sealed class Many_hold_what_the_registry_holds
{
    private const int Services = 100, PerService = 100, Subscribers = 1000, Each = 3;

    private readonly World _world = new(seed: 3);
    private readonly SimNode _node;

    public Many_hold_what_the_registry_holds() => _node = new SimNode(_world);

    [Fact]
    public void Ten_thousand_instances_and_a_thousand_subscribers_agree_after_every_change()
    {
        var subscribers = Enumerable.Range(0, Subscribers).Select(i => new SimClient(_world, _node, $"consumer-{i}")).ToArray();
        for (var i = 0; i < Subscribers; i++)
            for (var k = 0; k < Each; k++) subscribers[i].Subscribe($"service-{((i * 7) + (k * 31)) % Services}");

        var providers = Enumerable.Range(0, PerService).Select(i => new SimClient(_world, _node, $"provider-{i}")).ToArray();
        var intents = new List<(SimClient Provider, Intent Intent)>();
        foreach (var provider in providers)
            for (var k = 0; k < Services; k++) intents.Add((provider, provider.Register($"service-{k}", Some(provider.Name, 0))));
        _world.Advance(TimeSpan.FromSeconds(3));
        AllAgree(subscribers, Services * PerService);

        foreach (var (provider, intent) in intents.Where((_, i) => i % 10 == 0)) provider.Register(intent.Service, Some(provider.Name, 1));
        foreach (var (provider, intent) in intents.Where((_, i) => i % 10 == 1)) provider.Leave(intent);
        _world.Advance(TimeSpan.FromSeconds(3));
        AllAgree(subscribers, (Services * PerService) - 1000);

        foreach (var subscriber in subscribers) subscriber.Cut();
        _world.Advance(TimeSpan.FromSeconds(10));
        AllAgree(subscribers, (Services * PerService) - 1000);
    }

    private static InstanceDescription Some(string name, int version) => new($"http://{name}:{8000 + version}") { Id = name };

    private void AllAgree(SimClient[] subscribers, int instances)
    {
        Assert.Equal(instances, _node.Registry.Views.All().Sum(feed => feed.Current.Entries.Length));
        foreach (var subscriber in subscribers)
        {
            Assert.Equal(Each, subscriber.Lists.Count);
            foreach (var (service, list) in subscriber.Lists)
            {
                var truth = _node.View(service)!;
                Assert.True(truth.Digest == list.Digest && truth.Entries.Length == list.Count, $"{subscriber.Name} holds {service} at {list.Revision}; the registry is at {truth.Revision}.");
            }
        }

        Assert.All(subscribers, subscriber => Assert.Empty(subscriber.Troubles));
    }
}
