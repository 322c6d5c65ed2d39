using Muster.Client;
using Muster.Client.Registrations;
using Muster.Core;
using Muster.Core.Catalog;
using Muster.Testing.Simulated;

namespace Muster.Simulation;

/// <summary>Fenced: two live processes claim one id; one wins, the other is told and stays out, whatever happens to the registry.</summary>
public sealed class Two_processes_claim_one_id
{
    private readonly World _world = new(seed: 11);
    private readonly SimNode _node;
    private readonly SimClient _first;
    private readonly SimClient _second;
    private readonly SimClient _consumer;
    private readonly List<string> _shown = [];

    public Two_processes_claim_one_id()
    {
        _node = new SimNode(_world);
        (_first, _second, _consumer) = (new(_world, _node, "first"), new(_world, _node, "second"), new(_world, _node, "consumer"));
        _consumer.OnChange = change => _shown.Add(change.List.Find("a")?.Address ?? "nobody");
        _consumer.Subscribe("orders");
        _world.Advance(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void The_later_one_wins_and_nothing_flaps_for_ten_minutes()
    {
        var (one, two) = Claim();
        _shown.Clear();

        _world.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal((IntentState.Replaced, IntentState.Accepted), (one.State, two.State));
        Assert.Empty(_shown);
        Assert.Single(_node.Events.OfType<RegistryEvent.Replaced>());
        Assert.Equal("http://second:80", _consumer.Lists["orders"].Find("a")!.Address);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_restart_of_the_registry_changes_nothing(bool withFacts)
    {
        var (one, two) = Claim();

        for (var i = 0; i < 5; i++)
        {
            Restart(withFacts);
            _world.Advance(TimeSpan.FromMinutes(2));
            _first.Cut();
        }

        Assert.Equal((IntentState.Replaced, IntentState.Accepted), (one.State, two.State));
        Assert.Equal("http://second:80", _consumer.Lists["orders"].Find("a")!.Address);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Claimed_during_the_outage_one_wins_for_good(bool withFacts)
    {
        var one = _first.Register("orders", At("first"));
        _world.Advance(TimeSpan.FromSeconds(1));
        var facts = withFacts ? _node.Save() : SavedCatalog.Empty;
        _node.Crash();
        var two = _second.Register("orders", At("second"));
        _node.Start(facts, factsWereLost: !withFacts);

        _world.Advance(TimeSpan.FromMinutes(1));
        _shown.Clear();
        _world.Advance(TimeSpan.FromMinutes(10));

        Assert.Single(new[] { one, two }, intent => intent.State is IntentState.Accepted);
        Assert.Single(new[] { one, two }, intent => intent.State is IntentState.Replaced);
        Assert.DoesNotContain("nobody", _shown);
        Assert.True(_shown.Distinct().Count() <= 1, $"The address flapped: {string.Join(", ", _shown)}");
    }

    [Fact]
    public void Whoever_lost_the_id_while_cut_off_is_told_when_he_is_back()
    {
        var one = _first.Register("orders", At("first"));
        _world.Advance(TimeSpan.FromSeconds(1));

        _first.Cut();
        var two = _second.Register("orders", At("second"));
        _world.Advance(TimeSpan.FromSeconds(30));

        Assert.True(_first.IsLive);
        Assert.Equal((IntentState.Replaced, IntentState.Accepted), (one.State, two.State));
    }

    [Fact]
    public void What_its_owner_removed_does_not_come_back_with_a_late_replay()
    {
        var one = _first.Register("orders", At("first"));
        _world.Advance(TimeSpan.FromSeconds(1));
        var two = _second.Register("orders", At("second"));
        _world.Advance(TimeSpan.FromSeconds(1));
        _second.Leave(two);
        _world.Advance(TimeSpan.FromSeconds(1));
        _first.Cut();

        _world.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal((IntentState.Replaced, IntentState.Gone), (one.State, two.State));
        Assert.Equal(0, _consumer.Lists["orders"].Count);
    }

    private static InstanceDescription At(string host) => new($"http://{host}:80") { Id = "a" };

    private (Intent One, Intent Two) Claim()
    {
        var one = _first.Register("orders", At("first"));
        _world.Advance(TimeSpan.FromSeconds(1));
        var two = _second.Register("orders", At("second"));
        _world.Advance(TimeSpan.FromSeconds(1));
        return (one, two);
    }

    private void Restart(bool withFacts)
    {
        var facts = withFacts ? _node.Save() : SavedCatalog.Empty;
        _node.Crash();
        _world.Advance(TimeSpan.FromSeconds(2));
        _node.Start(facts, factsWereLost: !withFacts);
    }
}
