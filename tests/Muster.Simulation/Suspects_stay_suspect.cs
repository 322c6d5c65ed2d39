using Muster.Client;
using Muster.Protocol;
using Muster.Testing.Simulated;

namespace Muster.Simulation;

public sealed class Suspects_stay_suspect
{
    private readonly World _world = new(seed: 1);
    private readonly SimNode _node;

    public Suspects_stay_suspect() => _node = new SimNode(_world);

    [Fact]
    public void A_restarted_registry_still_suspects_whom_it_suspected_until_he_is_back()
    {
        var (dead, alive) = (Provider("dead"), Provider("alive"));
        _world.Advance(TimeSpan.FromSeconds(1));
        dead.Kill();
        _world.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((State.Suspect, State.Healthy), (StateOf("dead"), StateOf("alive")));

        var facts = _node.Save();
        _node.Crash();
        _node.Start(facts);
        Assert.Equal((State.Suspect, State.Healthy), (StateOf("dead"), StateOf("alive")));

        _world.Advance(TimeSpan.FromSeconds(10));
        Assert.True(alive.IsLive);
        Assert.Equal((State.Suspect, State.Healthy), (StateOf("dead"), StateOf("alive")));
    }

    private SimClient Provider(string id)
    {
        var client = new SimClient(_world, _node, id);
        client.Register("orders", new InstanceDescription("http://10.0.0.1:80") { Id = id });
        return client;
    }

    private State? StateOf(string id) => _node.View("orders")?.Find(id)?.State;
}
