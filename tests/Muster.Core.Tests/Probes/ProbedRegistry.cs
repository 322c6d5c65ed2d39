using Muster.Protocol;
using Outcome = Muster.Protocol.ProbeResult.Types.Outcome;

namespace Muster.Core.Tests.Probes;

/// <summary>
/// A registry that has run for a while, and whose orders are performed at once: every instance answers well and every process beats,
/// unless a test said otherwise.
/// </summary>
internal sealed class ProbedRegistry
{
    /// <summary>What the node itself sees; detectors go by their locations.</summary>
    private const string Node = "the node", Everybody = "*";

    private readonly Dictionary<(string Id, string From), (Outcome Outcome, string Evidence)> _said = [];
    private readonly List<(string Id, TimeSpan At)> _asked = [];
    private readonly List<(TestPeer Peer, string Location)> _detectors = [];
    private readonly HashSet<TestPeer> _beating = [];
    private int _seen;
    private TimeSpan _beatAt;

    public ProbedRegistry()
    {
        Registry.Advance(120, by: 1);   // from now on it may judge
        Registry.Ticked = Perform;
    }

    public TestRegistry Registry { get; } = new();

    public static Registration Registration(string id, Probe.Types.Kind kind, string address = "", ulong incarnation = 0) => new()
    {
        Service = "orders", Incarnation = incarnation,
        Instance = new Instance { Id = id, Addresses = { address.Length > 0 ? address : $"http://{id}:80" } },
        Probe = new Probe { Kind = kind, Path = kind is Probe.Types.Kind.Http ? "/healthz" : "" },
    };

    public TestPeer[] Provide(params string[] ids) => Provide(Probe.Types.Kind.Http, ids);

    public TestPeer[] Provide(Probe.Types.Kind kind, params string[] ids) => [.. ids.Select(id =>
    {
        var peer = Registry.Join(id);
        peer.Register(Registration(id, kind));
        _beating.Add(peer);
        return peer;
    })];

    public TestPeer Detector(string location)
    {
        var peer = Registry.Join($"detector in {location}");
        peer.Send(new Up { Detect = new Detect { Location = location } });
        _detectors.Add((peer, location));
        _beating.Add(peer);
        return peer;
    }

    /// <summary>The process hangs, its connection open.</summary>
    public void Hang(TestPeer peer) => _beating.Remove(peer);

    /// <summary>What an instance answers from now on, to the node or to the detectors of a location.</summary>
    public void Say(string id, Outcome outcome, string evidence, string from = Node) => _said[(id, from)] = (outcome, evidence);

    /// <summary>When the node asked an instance.</summary>
    public IReadOnlyList<TimeSpan> Asked(string id) => [.. _asked.Where(one => one.Id == id).Select(one => one.At)];

    /// <summary>State, evidence and the locations it is down in, as consumers get them.</summary>
    public string Told(string id)
    {
        var listed = Registry.View().Find(id)?.Decode() ?? throw new InvalidOperationException($"{id} is not listed.");
        return string.Join(' ', [$"{listed.State}", listed.Evidence, .. listed.DownIn]);
    }

    private void Perform()
    {
        Beat();
        var due = Registry.Events.Skip(_seen).OfType<RegistryEvent.ProbeDue>().Select(one => one.Order).ToList();
        _seen = Registry.Events.Count;
        foreach (var order in due)
        {
            _asked.Add((IdOf(order), Registry.Now));
            Registry.Step(new Input.Probed(ResultOf(order, Node)));
        }

        foreach (var (peer, location) in _detectors)
        {
            if (peer.Connection.Session is null) continue;
            var orders = peer.Read().Where(frame => frame.ProbeOrders is not null).SelectMany(frame => frame.ProbeOrders.Orders).ToList();
            if (orders.Count > 0) peer.Send(new Up { ProbeResults = new ProbeResults { Results = { orders.Select(order => ResultOf(order, location)) } } });
        }
    }

    private void Beat()
    {
        if (Registry.Now - _beatAt < TimeSpan.FromSeconds(5)) return;
        _beatAt = Registry.Now;
        foreach (var peer in _beating)
            if (peer.Connection.Session is not null) peer.Beat();
    }

    private ProbeResult ResultOf(ProbeOrder order, string from)
    {
        var (outcome, evidence) = _said.TryGetValue((IdOf(order), from), out var said) || _said.TryGetValue((IdOf(order), Everybody), out said) ? said : (Outcome.Up, "HTTP /healthz 200");
        return new() { Number = order.Number, Outcome = outcome, Evidence = evidence };
    }

    private static string IdOf(ProbeOrder order) => new Uri(order.Address).Host is "10.0.0.8" ? "a" : new Uri(order.Address).Host;
}
