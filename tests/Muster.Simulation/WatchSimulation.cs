using Muster.Client;
using Muster.Client.Registrations;
using Muster.Core.Catalog;
using Muster.Protocol;
using Muster.Testing.Simulated;

namespace Muster.Simulation;

/// <summary>
/// Providers come, change, leave, hang and die; consumers come and go; frames about lists are dropped, repeated and
/// reordered. Afterwards the network is kind for two heartbeats, and every consumer must hold the registry's list.
/// </summary>
internal sealed class WatchSimulation
{
    private static readonly TimeSpan Unrest = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(70);   // two heartbeats, each up to 10 % late
    private static readonly TimeSpan Subscribed = TimeSpan.FromMilliseconds(5);   // live for longer: the registry has read the subscription
    private static readonly string[] Services = ["orders", "stock", "pay"];

    private readonly World _world;
    private readonly SimNode _node;
    private readonly List<SimClient> _consumers = [];
    private readonly List<(SimClient Client, Intent Intent)> _providers = [];
    private readonly List<(Intent Left, SimClient[] Asked)> _exited = [];
    private int _names;

    public WatchSimulation(int seed, NetworkFaults faults)
    {
        _world = new World(seed);
        _node = new SimNode(_world) { Faults = faults };
    }

    public List<string> Broken { get; } = [];

    public int Changes { get; private set; }

    /// <summary>Receipts that named nobody, while somebody was there who could have been named.</summary>
    public int SafeExits { get; private set; }

    public void Run()
    {
        for (var i = 0; i < 8; i++) AddProvider();
        for (var i = 0; i < 5; i++) AddConsumer();

        for (var end = _world.Now + Unrest; _world.Now < end;)
        {
            Disturb();
            _world.Advance(_world.Between(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(800)));
        }

        _node.Faults = NetworkFaults.None;
        _world.Advance(Calm);
        foreach (var consumer in _consumers) CheckAgrees(consumer);
        foreach (var consumer in _consumers) CheckProven(consumer);
        foreach (var (client, intent) in _providers) CheckListed(client, intent);
    }

    private void Disturb()
    {
        switch (_world.Random.Next(12))
        {
            case 0 or 1: AddProvider(); break;
            case 2 or 3 when _providers.Count > 0: Leave(AnyProvider()); break;
            case 4 or 5 or 6 when _providers.Count > 0: Change(AnyProvider()); break;
            case 7 when _providers.Count > 3: Remove(AnyProvider()).Client.Kill(); break;
            case 8 when _providers.Count > 3: Remove(AnyProvider()).Client.Freeze(); break;
            case 9 when _providers.Count > 0: _providers[AnyProvider()].Client.Cut(); break;
            case 10: _consumers[_world.Random.Next(_consumers.Count)].Cut(); break;
            case 11 when _world.Chance(0.3): Restart(); break;
        }
    }

    private void AddProvider()
    {
        var client = new SimClient(_world, _node, $"provider-{++_names}");
        _providers.Add((client, client.Register(AnyService(), Describe(client.Name))));
    }

    private void AddConsumer()
    {
        var consumer = new SimClient(_world, _node, $"consumer-{++_names}");
        consumer.OnChange = change => CheckChange(consumer, change);
        foreach (var service in Services) consumer.Subscribe(service);
        _consumers.Add(consumer);
    }

    private void Change(int index)
    {
        var (client, intent) = _providers[index];
        client.Register(intent.Service, Describe(client.Name));
    }

    private void Leave(int index)
    {
        var (client, intent) = Remove(index);
        client.OnDeparted = () => CheckExit(intent);
        client.Leave(intent, _world.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)));
    }

    private (SimClient Client, Intent Intent) Remove(int index)
    {
        var provider = _providers[index];
        _providers.RemoveAt(index);
        return provider;
    }

    private void Restart()
    {
        var saved = _world.Chance(0.7) ? _node.Save() : SavedCatalog.Empty;
        _node.Crash();
        _world.Advance(_world.Between(TimeSpan.Zero, TimeSpan.FromSeconds(3)));
        _node.Start(saved, factsWereLost: saved.Facts.Count == 0);
    }

    private InstanceDescription Describe(string name) => new($"http://10.0.0.1:{8000 + _world.Random.Next(100)}")
    {
        Id = name,
        Metadata = new Dictionary<string, string> { ["build"] = $"{_world.Random.Next(1000)}" },
    };

    private int AnyProvider() => _world.Random.Next(_providers.Count);

    private string AnyService() => Services[_world.Random.Next(Services.Length)];

    /// <summary>Verified: whatever a consumer shows at a revision is what the registry published at that revision.</summary>
    private void CheckChange(SimClient consumer, ServiceChange change)
    {
        Changes++;
        foreach (var (left, asked) in _exited)
            if (left.Service == change.List.Service && change.List.Find(left.Id) is not null && asked.Contains(consumer))
                Break($"Safe-Exit: {consumer.Name} shows {left.Id} of {left.Service} again, which has left with a receipt");
        if (change.List.HeldBack || change.List.Source is not ListSource.Registry) return;

        var key = (new ServiceKey("default", change.List.Service), new Core.Watch.Revision(change.List.Revision.Epoch, change.List.Revision.Sequence));
        if (!_node.History.TryGetValue(key, out var truth) && change.List.Count == 0) return;   // a service nobody has registered yet, or not again
        if (truth is null)
            Break($"Verified: {consumer.Name} shows {change.List.Service} at {change.List.Revision}, which was never published");
        else if (!truth.Entries.ToArray().Select(entry => (entry.Id, entry.Version)).SequenceEqual(change.List.Instances.ToArray().Select(instance => (instance.Id, instance.Version))))
            Break($"Verified: {consumer.Name} shows another list of {change.List.Service} at {change.List.Revision} than was published");
    }

    /// <summary>Safe-Exit: a receipt without stragglers says that no live consumer holds a list with the instance, now or later.</summary>
    private void CheckExit(Intent intent)
    {
        if (!intent.Settled.WhenReceipted.IsCompletedSuccessfully || intent.Settled.WhenReceipted.Result is not { EveryoneKnows: true }) return;
        var asked = _consumers.Where(consumer => consumer.IsLive && _world.Now - consumer.LiveSince > Subscribed).ToArray();
        _exited.Add((intent, asked));
        if (asked.Length > 0) SafeExits++;
        foreach (var consumer in asked)
            if (consumer.Lists.GetValueOrDefault(intent.Service)?.Find(intent.Id) is not null)
                Break($"Safe-Exit: {intent.Id} of {intent.Service} has its receipt, and {consumer.Name} still holds it");
    }

    /// <summary>Converges: after two kind heartbeats the digests are equal.</summary>
    private void CheckAgrees(SimClient consumer)
    {
        foreach (var service in Services)
        {
            var (held, truth) = (consumer.Lists.GetValueOrDefault(service), _node.View(service));
            if (held?.Digest == truth?.Digest && (held?.HeldBack is true || Sum(held) == truth?.Digest)) continue;
            Break($"Converges: {consumer.Name} holds {service} at {held?.Revision} digest {held?.Digest:x16} (sum {Sum(held):x16}); the registry is at {truth?.Revision} digest {truth?.Digest:x16}");
        }
    }

    /// <summary>Verified: frames may be lost, but one that fits what is held never fails its own digest.</summary>
    private void CheckProven(SimClient consumer)
    {
        if (consumer.Troubles.Count > 0) Break($"Verified: {consumer.Name} was told: {consumer.Troubles[0].Message}");
    }

    /// <summary>Live-Stays: whoever lives and wants to be listed is, and healthy.</summary>
    private void CheckListed(SimClient client, Intent intent)
    {
        if (_node.View(intent.Service)?.Find(intent.Id) is { State: State.Healthy }) return;
        Break($"Live-Stays: {client.Name} lives, but {intent.Service} lists {intent.Id} as {_node.View(intent.Service)?.Find(intent.Id)?.State.ToString() ?? "nothing"}");
    }

    private static ulong? Sum(ServiceList? list) =>
        list?.Instances.ToArray().Aggregate(0UL, (sum, instance) => sum + ListDigest.Entry(instance.Id, instance.Version));

    private void Break(string promise)
    {
        if (Broken.Count < 5) Broken.Add($"seed {_world.Seed} at {_world.Now}: {promise}");
    }
}
