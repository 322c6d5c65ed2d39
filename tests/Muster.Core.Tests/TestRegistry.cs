using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Health;
using Muster.Core.Overlays;
using Muster.Core.Policy;
using Muster.Core.Probes;
using Muster.Core.Watch;
using Muster.Protocol;
using Muster.Testing.Simulated;

namespace Muster.Core.Tests;

/// <summary>The machine alone, stepped by hand on a clock that only <see cref="Advance(double)"/> moves.</summary>
internal sealed class TestRegistry
{
    public static readonly CallerDirectory Open = new([], openToAll: true, openToLoopback: true);

    private readonly Registry _registry;

    public TestRegistry(ulong epoch = 1, CallerDirectory? callers = null, bool factsWereLost = false, SavedCatalog? saved = null, HealthRuleBook? health = null, IReadOnlyList<OverlayChange>? overlays = null, PolicyChange? policy = null, IReadOnlyList<PersistentChange>? persistent = null)
    {
        Callers = callers ?? Open;
        _registry = new Registry(new RegistryOptions { Epoch = epoch, Callers = Callers, FactsWereLost = factsWereLost, Health = health ?? HealthRuleBook.Usual, TellsEdits = true }, Now);
        _registry.Restore(overlays ?? []);
        if (policy is not null) _registry.Restore(policy);
        _registry.Restore(saved ?? SavedCatalog.Empty);
        _registry.Restore(persistent ?? []);
    }

    public CallerDirectory Callers { get; }

    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(5);

    public List<RegistryEvent> Events { get; } = [];

    public int Sessions => _registry.Sessions;

    public int Reported => _registry.Reported;

    public bool InDoubt => _registry.InDoubt;

    public IReadOnlyList<Standpoint> Standpoints => _registry.Standpoints;

    /// <summary>Called after each tick.</summary>
    public Action Ticked { get; set; } = static () => { };

    public ViewDirectory Views => _registry.Views;

    public ServiceView View(string service = "orders", string @namespace = "default") =>
        Views.Find(new(@namespace, service))?.Current ?? throw new InvalidOperationException($"No {service} in {@namespace}.");

    public string[] Ids(string service = "orders") => [.. View(service).Entries.ToArray().Select(entry => entry.Id)];

    public void Step(Input input) => Events.AddRange(_registry.Step(input, Now));

    public ThinAnswer Ask(Input.ThinRequest request)
    {
        Step(request);
        return request.Answer;
    }

    /// <summary>Time passes, ticked as a healthy node ticks.</summary>
    public void Advance(double seconds) => Advance(seconds, Registry.TickEvery.TotalSeconds);

    /// <summary>Time passes, ticked less often than a healthy node ticks, where that makes no difference.</summary>
    public void Advance(double seconds, double by)
    {
        var (end, every) = (Now + TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(by));
        while (Now < end)
        {
            Now = Now + every < end ? Now + every : end;
            Step(new Input.Tick());
            Ticked();
        }
    }

    /// <summary>Time passes, and the node does not notice until its next step.</summary>
    public void StandStill(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    public SavedCatalog Save() => Checkpoint.Take(slice => Step(new Input.Export(slice)));

    /// <summary>A client that has said Hello and been welcomed.</summary>
    public TestPeer Join(string client = "client", string @namespace = "default", string token = "", Resume? resume = null)
    {
        var peer = new TestPeer(this, client);
        peer.Hello(@namespace, token, resume);
        return peer;
    }

    /// <summary>A client with one instance of a service.</summary>
    public TestPeer Provide(string id, string service = "orders", string zone = "")
    {
        var peer = Join(id);
        peer.Register(id, service, zone: zone);
        return peer;
    }
}
