using Muster.Core.Catalog;
using Muster.Protocol;
using Outcome = Muster.Protocol.ProbeResult.Types.Outcome;

namespace Muster.Core.Tests.Probes;

/// <summary>What is asked of an instance outlives the node's run; what was seen does not.</summary>
public sealed class Probing_over_restarts
{
    private readonly ProbedRegistry _probed = new();

    [Fact]
    public void A_restarted_node_asks_before_anybody_is_back_and_asks_what_was_asked()
    {
        _probed.Provide("a", "b");
        _probed.Registry.Provide("c");
        _probed.Registry.Advance(5);

        var later = Restarted(_probed.Registry);
        later.Advance(1.1);

        var orders = later.Events.OfType<RegistryEvent.ProbeDue>().Select(due => due.Order).ToList();
        Assert.Equal(["http://a:80", "http://b:80"], orders.Select(order => order.Address).Order());
        Assert.All(orders, order => Assert.Equal((Probe.Types.Kind.Http, "/healthz", 10_000u), (order.Probe.Kind, order.Probe.Path, order.Probe.IntervalMs)));
    }

    [Fact]
    public void Whom_only_probes_held_suspect_is_healthy_until_they_say_so_again()
    {
        var peer = _probed.Provide("a")[0];
        peer.Register(ProbedRegistry.Registration("b", Probe.Types.Kind.Http));
        _probed.Say("a", Outcome.Down, "HTTP /healthz 503");
        _probed.Registry.Advance(35, by: 0.25);
        Assert.StartsWith("Suspect", _probed.Told("a"), StringComparison.Ordinal);

        var later = Restarted(_probed.Registry);

        Assert.All(later.View().Entries.ToArray(), entry => Assert.Equal(State.Healthy, entry.State));
    }

    [Fact]
    public void A_refusal_buries_nobody_whose_process_may_yet_come_back()
    {
        _probed.Provide("a", "b");
        _probed.Registry.Advance(5);

        var later = Restarted(_probed.Registry);
        var seen = 0;
        later.Ticked = () =>
        {
            var due = later.Events.Skip(seen).OfType<RegistryEvent.ProbeDue>().Select(one => one.Order).ToList();
            seen = later.Events.Count;
            foreach (var order in due)
                later.Step(new Input.Probed(new() { Number = order.Number, Outcome = order.Address == "http://a:80" ? Outcome.Refused : Outcome.Up, Evidence = "said" }));
        };
        later.Advance(100, by: 0.25);
        Assert.Equal((State.Suspect, 2), (later.View().Find("a")!.Value.State, later.Ids().Length));

        later.Advance(10, by: 0.25);
        Assert.Equal(["b"], later.Ids());
    }

    private static TestRegistry Restarted(TestRegistry registry) => new(epoch: 2, saved: registry.Save());
}
