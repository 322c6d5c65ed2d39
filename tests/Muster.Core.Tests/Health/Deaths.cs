using Muster.Core.Catalog;
using Muster.Core.Health;
using Muster.Protocol;

namespace Muster.Core.Tests.Health;

/// <summary>Death-Bound, Live-Stays and Never-Empty, by the whole machine.</summary>
public sealed class Deaths
{
    private readonly TestRegistry _registry = new();
    private readonly Dictionary<string, TestPeer> _providers = [];

    [Fact]
    public void A_goodbye_is_told_at_once()
    {
        var watcher = Watch();
        Provide("a");
        watcher.Read();
        _registry.Advance(1);

        _providers["a"].Deregister("a");

        Assert.Equal(new Removal { Id = "a", Cause = Cause.Deregistered }, watcher.Read().Single().Delta.Removed.Single());
    }

    [Fact]
    public void A_killed_process_is_suspect_within_a_second()
    {
        var watcher = Watch();
        Provide("a", "b", "c");
        Live(10);
        watcher.Read();

        _providers["a"].Drop();
        _registry.Advance(0.45);
        Assert.DoesNotContain(watcher.Read(), frame => frame.Delta is not null);
        _registry.Advance(0.55);

        Assert.Equal((State.Suspect, "a"), watcher.Read().Select(frame => (frame.Delta.Changed.Single().State, frame.Delta.Changed.Single().Instance.Id)).Single());
    }

    [Fact]
    public void A_process_that_hangs_is_suspect_within_40_s_and_hidden_within_timeout_and_30_s()
    {
        Provide("a", "b", "c");
        Live(200);

        Live(24, except: "a");   // its last beat was 5 s ago
        Assert.Equal("a Healthy, b Healthy, c Healthy", States());
        Live(11, except: "a");
        Assert.Equal("a Suspect, b Healthy, c Healthy", States());
        Live(79, except: "a");
        Assert.Equal("a Suspect, b Healthy, c Healthy", States());
        Live(2, except: "a");   // a look every quarter of a second, a push window
        Assert.Equal("b Healthy, c Healthy", States());
    }

    [Fact]
    public void Whoever_beats_is_never_suspected()
    {
        Provide("a", "b");
        Live(1200);
        Assert.Equal("a Healthy, b Healthy", States());
    }

    [Fact]
    public void Nobody_is_expired_before_timeout_and_15_s_after_the_start()
    {
        Provide("a", "b", "c");
        var restarted = new TestRegistry(epoch: 2, saved: _registry.Save());

        restarted.Advance(104.9);
        Assert.Equal("a Healthy, b Healthy, c Healthy", States(restarted));
        Assert.True(restarted.View().Stale);

        restarted.Advance(0.5);
        Assert.Equal("a Suspect, b Suspect, c Suspect", States(restarted));

        restarted.Advance(20);
        Assert.Equal("b Dead, c Dead", States(restarted));
        Assert.All(restarted.View().Entries.ToArray(), entry => Assert.True(entry.Protected));
        Assert.False(restarted.View().Stale);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(120)]
    [InlineData(3600)]
    public void A_registry_that_stood_still_judges_nobody(double seconds)
    {
        Provide("a", "b");
        Live(200);
        var revision = _registry.View().Revision;

        _registry.StandStill(seconds);
        _registry.Advance(5);
        foreach (var peer in _providers.Values) peer.Beat();
        _registry.Advance(20);

        Assert.Equal(revision, _registry.View().Revision);
        Assert.Equal(TimeSpan.FromSeconds(seconds), _registry.Events.OfType<RegistryEvent.Stalled>().Single().Gap.Subtract(TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public void A_registry_that_stands_still_again_and_again_judges_nobody()
    {
        Provide("a", "b");
        for (var i = 0; i < 50; i++)
        {
            _registry.StandStill(20);
            _registry.Advance(0.2);
        }

        Assert.Equal("a Healthy, b Healthy", States());
    }

    [Fact]
    public void When_most_of_a_service_falls_silent_the_budget_is_hidden_and_the_rest_protected()
    {
        var ids = Enumerable.Range(0, 10).Select(i => $"i{i}").ToArray();
        Provide(ids);
        Live(200);

        Live(300, except: ids[..7]);

        Assert.Equal("i4 Dead, i5 Dead, i6 Dead, i7 Healthy, i8 Healthy, i9 Healthy", States());
        Assert.Equal(["i4", "i5", "i6"], Protected());
    }

    [Fact]
    public void Ninety_of_a_hundred_leave_by_goodbye_held_back_by_no_guard_and_the_budget_is_then_that_of_ten()
    {
        var ids = Enumerable.Range(0, 100).Select(i => $"i{i:00}").ToArray();
        Provide(ids);
        Live(200);

        foreach (var id in ids[10..]) _providers[id].Deregister(id);
        _registry.Advance(0.2);
        Assert.Equal((10, new Withheld(0, 4), false), (_registry.View().Entries.Length, _registry.View().Withheld, _registry.InDoubt));

        Live(300, except: ids[..7]);
        Assert.Equal((new Withheld(4, 4), 6), (_registry.View().Withheld, _registry.View().Entries.Length));
        Assert.Equal(3, Protected().Length);
    }

    [Fact]
    public void Failure_never_hides_the_last_instance_however_long_it_lasts()
    {
        Provide("a", "b", "c", "d");
        Live(200);

        Live(300, except: ["a", "b", "c", "d"]);
        Assert.Equal(3, _registry.View().Entries.Length);
        _registry.Advance(4 * 3600);

        Assert.Equal(1, _registry.View().Entries.Length);
        Assert.Single(Protected());
    }

    [Fact]
    public void The_only_one_is_protected_not_hidden()
    {
        Provide("a");
        _registry.Advance(300);

        Assert.Equal("a Dead", States());
        Assert.Equal(["a"], Protected());
    }

    [Fact]
    public void The_protected_are_listed_over_a_restart_too()
    {
        Provide("a", "b", "c");
        _registry.Advance(300);
        Assert.Equal(["b", "c"], Protected());

        var restarted = new TestRegistry(epoch: 2, saved: _registry.Save());
        Assert.Equal("b Suspect, c Suspect", States(restarted));
        restarted.Advance(300);

        Assert.Equal("c Dead", States(restarted));
        Assert.True(Assert.Single(restarted.View().Entries.ToArray()).Protected);
    }

    [Fact]
    public void The_protected_are_simply_there_again_when_they_return()
    {
        Provide("a", "b");
        _registry.Advance(300);
        Assert.Equal("b Dead", States());

        Assert.Equal(2UL, _registry.Join("a").Register("a", incarnation: 1).Incarnation);
        Assert.Equal(2UL, _registry.Join("b").Register("b", incarnation: 1).Incarnation);
        _registry.Advance(1);

        Assert.Equal("a Healthy, b Healthy", States());
    }

    [Fact]
    public void A_goodbye_of_the_last_one_empties_the_list_at_once()
    {
        var watcher = Watch();
        Provide("a", "b");
        _registry.Advance(1);
        watcher.Read();

        _providers["a"].Deregister("a");
        _providers["b"].Deregister("b");
        _registry.Advance(0.2);

        Assert.Equal(0, _registry.View().Entries.Length);
        Assert.Equal([Cause.Deregistered, Cause.Deregistered], watcher.Read().SelectMany(frame => frame.Delta.Removed).Select(removal => removal.Cause));
    }

    [Fact]
    public void A_zone_does_not_pay_for_another()
    {
        for (var i = 0; i < 5; i++) _providers[$"a{i}"] = _registry.Provide($"a{i}", zone: "a");
        for (var i = 0; i < 20; i++) _providers[$"b{i}"] = _registry.Provide($"b{i}", zone: "b");
        Live(200);

        Live(200, except: [.. Enumerable.Range(0, 5).Select(i => $"a{i}")]);   // the whole zone: 5 of 25

        Assert.Equal(["a2", "a3", "a4"], Protected());
        Assert.Equal(23, _registry.View().Entries.Length);
    }

    [Fact]
    public void Who_died_is_remembered_for_half_an_hour_from_his_last_death()
    {
        Provide([.. Enumerable.Range(0, 10).Select(i => $"i{i}")]);
        Live(200);
        Live(200, except: "i0");
        _providers["i0"] = _registry.Provide("i0");
        Live(1500);   // 25 minutes
        Live(200, except: "i0");
        Assert.Equal(10, _registry.View().Entries.Length + 1);

        Live(600, except: "i0");   // the first death is forgotten, the second is not

        Assert.Equal(3UL, _registry.Join("probe").Register("i0", incarnation: 2).Incarnation);
        Assert.DoesNotContain(_registry.Events, change => change is RegistryEvent.Removed { Id: "i0" });
    }

    [Fact]
    public void How_many_are_hidden_is_told_to_readers_and_pushed_to_nobody()
    {
        Provide("a", "b", "c", "d", "e");
        Live(200);
        Live(130, except: "a");
        var watcher = Watch();
        var (before, withheld) = (_registry.View().Revision, _registry.View().Withheld);

        Live(1900, except: "a");   // half an hour after its death it counts no more

        Assert.Equal((new Withheld(1, 2), new Withheld(0, 1)), (withheld, _registry.View().Withheld));
        Assert.Equal(before, _registry.View().Revision);
        Assert.DoesNotContain(watcher.Read(), frame => frame.Delta is not null || frame.Snapshot is not null);
    }

    private TestPeer Watch()
    {
        var watcher = _registry.Join("watcher");
        watcher.Subscribe();
        watcher.Read();
        return watcher;
    }

    private void Provide(params string[] ids)
    {
        foreach (var id in ids) _providers[id] = _registry.Provide(id);
    }

    /// <summary>Time passes, and all but some beat and answer.</summary>
    private void Live(double seconds, params string[] except)
    {
        for (var left = seconds; left > 0; left -= 5)
        {
            foreach (var (id, peer) in _providers)
                if (!except.Contains(id)) peer.Beat();
            _registry.Advance(Math.Min(left, 5));
            foreach (var (id, peer) in _providers)
                if (!except.Contains(id)) peer.Read();
        }
    }

    private string States(TestRegistry? registry = null) =>
        string.Join(", ", (registry ?? _registry).View().Entries.ToArray().Select(entry => $"{entry.Id} {entry.State}"));

    private string[] Protected() => [.. _registry.View().Entries.ToArray().Where(entry => entry.Protected).Select(entry => entry.Id)];
}
