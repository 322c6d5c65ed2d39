using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Watch;

namespace Muster.Testing.Simulated;

/// <summary>A whole registry on the virtual clock: the shipped machine, ticked, restarted and cut off as a test wants.</summary>
internal sealed class SimNode
{
    private readonly World _world;
    private readonly HashSet<SimLink> _links = [];
    private Registry? _registry;
    private ulong _epoch;
    private int _life;
    private TimeSpan _standsStillUntil;

    public SimNode(World world)
    {
        _world = world;
        Start(SavedCatalog.Empty);
    }

    public NetworkFaults Faults { get; set; } = NetworkFaults.None;

    public Registry Registry => _registry ?? throw new InvalidOperationException("The node is down.");

    /// <summary>Every list ever published, by service and revision: the truth that clients are held against.</summary>
    public Dictionary<(ServiceKey Service, Core.Watch.Revision Revision), ServiceView> History { get; } = [];

    public List<RegistryEvent> Events { get; } = [];

    /// <summary>Raised with every start and crash: a process that is gone hears nothing more.</summary>
    public int Life => _life;

    public bool IsUp => _registry is not null;

    public ServiceView? View(string service, string @namespace = "default") => Registry.Views.Find(new(@namespace, service))?.Current;

    public SimLink? Accept(SimClient client)
    {
        if (!IsUp) return null;
        var link = new SimLink(_world, this, client);
        _links.Add(link);
        return link;
    }

    public void Forget(SimLink link) => _links.Remove(link);

    public void Step(Input input)
    {
        if (_world.Now < _standsStillUntil)
        {
            _world.At(_standsStillUntil, () => Step(input));
            return;
        }

        if (_registry is null) return;
        foreach (var change in _registry.Step(input, _world.Now))
        {
            Events.Add(change);
            if (change is RegistryEvent.Published published) History[(published.View.Key, published.View.Revision)] = published.View;
        }
    }

    /// <summary>The facts as a checkpoint would hold them.</summary>
    public SavedCatalog Save() => Checkpoint.Take(slice => Step(new Input.Export(slice)));

    /// <summary>The process is stopped and goes on later; what arrives meanwhile waits in its sockets.</summary>
    public void StandStill(TimeSpan duration) => _standsStillUntil = _world.Now + duration;

    /// <summary>A kill: every connection breaks, nothing is said.</summary>
    public void Crash()
    {
        _registry = null;
        _life++;
        foreach (var link in _links.ToArray()) link.Break("connection reset");
    }

    public void Start(SavedCatalog saved, bool factsWereLost = false)
    {
        _epoch++;
        _registry = new Registry(
            new RegistryOptions
            {
                Epoch = _epoch,
                Callers = new CallerDirectory([], openToAll: false, openToLoopback: true),
                FactsWereLost = factsWereLost,
            },
            _world.Now);
        _registry.Restore(saved);
        foreach (var feed in _registry.Views.All()) History[(feed.Key, feed.Current.Revision)] = feed.Current;
        Tick(++_life);
    }

    private void Tick(int life)
    {
        if (life != _life) return;
        if (_world.Now < _standsStillUntil)
        {
            _world.At(_standsStillUntil, () => Tick(life));
            return;
        }

        Step(new Input.Tick());
        _world.In(Registry.TickEvery, () => Tick(life));
    }
}
