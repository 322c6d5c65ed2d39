using Muster.Core.Catalog;
using Outcome = Muster.Protocol.RegistrationResult.Types.Outcome;

namespace Muster.Core.Tests.Catalog;

/// <summary>No-Resurrection, over restarts of the node.</summary>
public sealed class RemovalsOverRestarts
{
    private readonly TestRegistry _registry = new();

    [Fact]
    public void One_that_left_before_a_restart_does_not_come_back_with_its_old_incarnation()
    {
        var provider = _registry.Join();
        var left = provider.Register("a").Incarnation;
        provider.Deregister("a");

        var restarted = new TestRegistry(epoch: 2, saved: _registry.Save());

        Assert.Equal(left + 1, restarted.Join("late").Register("a", incarnation: left).Incarnation);
        Assert.Equal(left + 2, restarted.Join("new").Register("a").Incarnation);
        Assert.Equal(Outcome.Replaced, restarted.Join("late").Register("a", incarnation: left).Outcome);
    }

    [Fact]
    public void One_that_was_dead_before_a_restart_keeps_its_place_among_the_incarnations()
    {
        var (dead, alive) = (_registry.Join("dead"), "bcd".Select(id => Provide($"{id}")).ToList());
        var incarnation = dead.Register("a").Incarnation;
        for (var second = 0; second < 150; second += 10)
        {
            _registry.Advance(10);
            foreach (var provider in alive) provider.Beat();
        }

        Assert.Null(_registry.View().Find("a"));
        var restarted = new TestRegistry(epoch: 2, saved: _registry.Save());

        Assert.Equal(incarnation + 1, restarted.Join().Register("a").Incarnation);
    }

    [Fact]
    public void What_is_remembered_of_a_removal_grows_older_over_restarts()
    {
        var provider = _registry.Join();
        provider.Register("a");
        provider.Deregister("a");
        _registry.Advance(1800);
        Assert.Equal(TimeSpan.FromMinutes(30), Assert.Single(_registry.Save().Removals).Age);

        var restarted = new TestRegistry(epoch: 2, saved: _registry.Save());
        restarted.Advance(1799);
        Assert.Single(restarted.Save().Removals);
        restarted.Advance(2);

        Assert.Empty(restarted.Save().Removals);
    }

    [Fact]
    public void One_that_left_while_the_catalog_was_written_is_not_restored()
    {
        Provide("a");
        Provide("b");
        var saved = _registry.Save();
        var left = saved.Facts.Single(fact => fact.Listed.Id == "a");
        var meanwhile = saved with { Removals = [new(left.Service, "a", left.Incarnation, TimeSpan.Zero)] };

        var restarted = new TestRegistry(epoch: 2, saved: meanwhile);

        Assert.Equal(["b"], restarted.View().Entries.ToArray().Select(entry => entry.Id));
    }

    [Fact]
    public void A_long_memory_is_written_in_slices()
    {
        var stones = new Tombstones();
        for (var i = 0; i < FactSlice.Enough + 10; i++) stones.Add(new("default", "orders"), $"{i}", 1, TimeSpan.FromTicks(i));
        var (first, rest) = (new List<SavedRemoval>(), new List<SavedRemoval>());

        var next = stones.Export(0, FactSlice.Enough, first, TimeSpan.FromHours(1));
        stones.Forget(TimeSpan.FromHours(1) + TimeSpan.FromTicks(20), 10);
        var end = stones.Export(next!.Value, FactSlice.Enough, rest, TimeSpan.FromHours(1));

        Assert.Equal((FactSlice.Enough, 10, null), (first.Count, rest.Count, end));
        Assert.Equal(FactSlice.Enough + 10, first.Concat(rest).Select(removal => removal.Id).Distinct().Count());
    }

    private TestPeer Provide(string id)
    {
        var provider = _registry.Join(id);
        Assert.Equal(Outcome.Accepted, provider.Register(id).Outcome);
        return provider;
    }
}
