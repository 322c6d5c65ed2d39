using Muster.Client;
using Muster.Core;
using Muster.Protocol;
using Muster.Testing.Simulated;
using Outcome = Muster.Protocol.ProbeResult.Types.Outcome;

namespace Muster.Simulation;

public sealed class Probes_over_a_restart
{
    private readonly World _world = new(seed: 1);
    private readonly SimNode _node;
    private readonly HashSet<string> _killed = [];
    private int _seen;

    public Probes_over_a_restart()
    {
        _node = new SimNode(_world);
        Perform();
    }

    [Fact]
    public void Those_killed_while_the_registry_was_away_are_hidden_when_all_had_time_to_return_and_nobody_else_ever()
    {
        var clients = Enumerable.Range(0, 6).Select(one => Provider($"i{one}")).ToList();
        _world.Advance(TimeSpan.FromSeconds(10));
        var facts = _node.Save();
        _node.Crash();
        for (var one = 0; one < 4; one++)
        {
            clients[one].Kill();
            _killed.Add($"http://i{one}:8080");
        }

        _node.Start(facts);
        _world.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(["i0", "i1", "i2", "i3", "i4", "i5"], Listed());

        _world.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["i4", "i5"], Listed());   // four of six: proven, so more than the budget
    }

    private SimClient Provider(string id)
    {
        var client = new SimClient(_world, _node, id);
        client.Register("orders", new InstanceDescription($"http://{id}:8080") { Id = id, Probe = new ProbeOptions { Kind = ProbeKind.Http } });
        return client;
    }

    private string[] Listed() => [.. _node.View("orders")!.Entries.ToArray().Select(entry => entry.Id)];

    /// <summary>What the node wants asked is answered at once: by those who run, and by the kernels of those who do not.</summary>
    private void Perform()
    {
        ProbeOrder[] due = [.. _node.Events.Skip(_seen).OfType<RegistryEvent.ProbeDue>().Select(one => one.Order)];
        _seen = _node.Events.Count;
        foreach (var order in due)
            _node.Step(new Input.Probed(new() { Number = order.Number, Outcome = _killed.Contains(order.Address) ? Outcome.Refused : Outcome.Up, Evidence = "said" }));
        _world.In(TimeSpan.FromMilliseconds(20), Perform);
    }
}
