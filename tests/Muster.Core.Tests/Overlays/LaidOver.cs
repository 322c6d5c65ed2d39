using Google.Protobuf;
using Muster.Core.Catalog;
using Muster.Core.Overlays;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Tests.Overlays;

/// <summary>What operators lay over instances reaches consumers, and only for whom it was meant.</summary>
public sealed class LaidOver
{
    private static readonly ServiceKey Orders = new("default", "orders");
    private static readonly Overlay Weight50 = new() { Weight = 50 };
    private static readonly Overlay Disabled = new() { Standing = Overlay.Types.Standing.Disabled };
    private static readonly Overlay Drained = new() { Standing = Overlay.Types.Standing.Drained };

    private readonly TestRegistry _registry = new();
    private ulong _revision;

    [Fact]
    public void Consumers_get_what_is_laid_over_and_the_providers_word_stays_beside_it()
    {
        _registry.Provide("o-1", zone: "east");

        Lay("o-1", Weight50);
        Lay("o-1", new Overlay { Zone = "west" });
        Lay("o-1", new Overlay { Label = new Label { Key = "canary", Value = "yes" } });
        _registry.Advance(1);

        var entry = Entry("o-1")!;
        var shown = Instance.Parser.ParseFrom(entry.Value.Instance);
        Assert.Equal((50u, "west", "yes"), (shown.Weight, shown.Zone, shown.Metadata["canary"]));
        Assert.Equal("west", entry.Value.Zone);
        var own = Instance.Parser.ParseFrom(entry.Value.Own!.Value.Instance);
        Assert.Equal((false, "east", 0), (own.HasWeight, own.Zone, own.Metadata.Count));
    }

    [Fact]
    public void It_is_told_as_the_operators_doing_and_its_end_as_nobodys()
    {
        _registry.Provide("o-1");

        Lay("o-1", Weight50);
        Assert.Equal("alice", LastEdit().By);
        Lay("o-1", null, "weight");
        Assert.Equal("", LastEdit().By);
        Lay("o-1", Disabled);
        Assert.Equal("alice", LastEdit().By);
    }

    [Fact]
    public void It_is_published_before_the_edit_is_answered_whatever_window_is_open()
    {
        _registry.Provide("o-1");
        _registry.Provide("o-2");   // waits for the end of the window that the first has opened

        Lay("o-1", Weight50);

        Assert.Equal(50u, WeightOf("o-1"));
        Assert.Equal(["o-1", "o-2"], _registry.Ids());
    }

    [Fact]
    public void Whom_an_operator_took_from_consumers_counts_for_no_budget()
    {
        foreach (var id in new[] { "o-1", "o-2", "o-3", "o-4", "o-5" }) _registry.Provide(id);
        _registry.Advance(1);
        Assert.Equal(2, _registry.View().Withheld.Budget);

        Lay("o-1", Disabled);

        Assert.Equal(1, _registry.View().Withheld.Budget);
    }

    [Fact]
    public void Taken_off_the_providers_word_holds_again_to_the_byte()
    {
        _registry.Provide("o-1");
        var before = Entry("o-1")!.Value.Version;

        Lay("o-1", Weight50);
        _registry.Advance(1);
        Assert.NotEqual(before, Entry("o-1")!.Value.Version);

        Lay("o-1", null, "weight");
        _registry.Advance(1);
        Assert.Equal(before, Entry("o-1")!.Value.Version);
    }

    [Fact]
    public void Fields_that_this_version_does_not_know_are_kept()
    {
        var peer = _registry.Join();
        byte[] unknown = [0xBA, 0x3E, 2, (byte)'h', (byte)'i'];   // field 999, a string
        var instance = Instance.Parser.ParseFrom([.. new Instance { Id = "o-1", Addresses = { "http://10.0.0.7:80" } }.ToByteArray(), .. unknown]);
        peer.Register(new Registration { Service = "orders", Instance = instance });

        Lay("o-1", Weight50);
        _registry.Advance(1);

        Assert.True(Entry("o-1")!.Value.Instance.IndexOf(unknown) > 0);
    }

    [Theory]
    [InlineData(Overlay.Types.Standing.Disabled, Cause.Disabled)]
    [InlineData(Overlay.Types.Standing.Drained, Cause.Drained)]
    public void A_concealed_instance_leaves_the_list_with_its_cause_and_keeps_its_session(Overlay.Types.Standing standing, Cause cause)
    {
        var provider = _registry.Provide("o-1");
        _registry.Provide("o-2");
        var consumer = _registry.Join();
        consumer.Subscribe();
        consumer.Read();

        Lay("o-1", new Overlay { Standing = standing });
        _registry.Advance(1);

        var removal = consumer.Read().SelectMany(frame => frame.Delta?.Removed ?? []).Single();
        Assert.Equal(("o-1", cause), (removal.Id, removal.Cause));
        Assert.NotNull(provider.Connection.Session);
        Assert.Equal(["o-1"], Feed().Concealed.Keys);

        Lay("o-1", null, "standing");
        _registry.Advance(1);
        Assert.Equal(["o-1", "o-2"], _registry.Ids());
        Assert.Empty(Feed().Concealed);
    }

    [Fact]
    public void It_holds_when_the_same_run_registers_again()
    {
        var peer = _registry.Join();
        var run = peer.Register("o-1").Incarnation;
        Lay("o-1", Weight50, run: run);

        peer.Register("o-1", incarnation: run, address: "http://10.0.0.9:80");
        _registry.Advance(1);

        Assert.Equal(50u, WeightOf("o-1"));
    }

    [Fact]
    public void The_next_run_inherits_nothing_of_what_was_bound_to_the_one_before()
    {
        var first = _registry.Join("first");
        Lay("o-1", Disabled, run: first.Register("o-1").Incarnation);
        first.Deregister("o-1");
        Assert.Equal([OverlayEnd.Outlived], Ends());

        _registry.Provide("o-1");
        _registry.Advance(1);

        Assert.Equal(["o-1"], _registry.Ids());
    }

    [Fact]
    public void A_process_that_claims_the_id_from_a_living_one_inherits_nothing_of_its_run()
    {
        Lay("o-1", Disabled, run: _registry.Join("first").Register("o-1").Incarnation);

        _registry.Join("second").Register("o-1");
        _registry.Advance(1);

        Assert.Equal(["o-1"], _registry.Ids());
        Assert.Equal([OverlayEnd.Outlived], Ends());
    }

    [Fact]
    public void Another_instance_at_the_same_address_inherits_nothing()
    {
        var first = _registry.Join("first");
        first.Register("o-1", address: "http://10.0.0.7:80");
        Lay("o-1", Disabled);
        first.Deregister("o-1");

        _registry.Join("second").Register("o-2", address: "http://10.0.0.7:80");
        _registry.Advance(1);

        Assert.Equal(["o-2"], _registry.Ids());
    }

    [Fact]
    public void Bound_to_the_id_it_waits_for_whoever_registers_under_it()
    {
        Lay("o-1", Weight50);
        Assert.Null(_registry.Views.Find(Orders));

        _registry.Provide("o-1").Deregister("o-1");
        _registry.Provide("o-1");

        _registry.Advance(1);
        Assert.Equal(50u, WeightOf("o-1"));
    }

    [Fact]
    public void After_its_time_the_providers_word_holds_again()
    {
        _registry.Provide("o-1");
        Lay("o-1", Weight50, remaining: TimeSpan.FromSeconds(20));

        _registry.Advance(19);
        Assert.Equal(50u, WeightOf("o-1"));
        Assert.Empty(Ends());

        _registry.Advance(2);
        Assert.Equal(0u, WeightOf("o-1"));
        Assert.Equal([OverlayEnd.Expired], Ends());
    }

    [Fact]
    public void Laid_anew_it_does_not_end_with_the_one_before()
    {
        _registry.Provide("o-1");
        Lay("o-1", Weight50, remaining: TimeSpan.FromSeconds(5));
        Lay("o-1", new Overlay { Weight = 60 });

        _registry.Advance(10);

        Assert.Equal(60u, WeightOf("o-1"));
        Assert.Empty(Ends());
    }

    [Fact]
    public void One_that_expired_while_the_node_was_down_ends_with_the_first_tick()
    {
        _registry.Provide("o-1");

        Lay("o-1", Disabled, remaining: TimeSpan.FromHours(-1));
        _registry.Advance(1);

        Assert.Equal(["o-1"], _registry.Ids());
        Assert.Equal([OverlayEnd.Expired], Ends());
    }

    [Fact]
    public void Concealed_instances_are_no_reserve_for_the_ejection_budget()
    {
        TestPeer[] peers = [_registry.Provide("o-1"), _registry.Provide("o-2")];
        _registry.Provide("o-3");
        Lay("o-1", Disabled);
        Lay("o-2", Drained);

        for (var second = 0; second < 240; second++)
        {
            _registry.Advance(1);
            peers[0].Beat();
            peers[1].Beat();
        }

        Assert.Equal(State.Dead, Entry("o-3")!.Value.State);
        Assert.True(Entry("o-3")!.Value.Protected);
    }

    [Fact]
    public void Over_a_restart_no_list_is_without_it()
    {
        var provider = _registry.Provide("o-1");
        _registry.Provide("o-2");
        provider.Beat();
        var disabled = new OverlayChange(new(Orders, "o-1", "standing"), With(Disabled, run: 1), 7);

        var restarted = new TestRegistry(epoch: 2, saved: _registry.Save(), overlays: [disabled]);

        Assert.Equal(["o-2"], restarted.Ids());
        restarted.Join("o-1").Register("o-1", incarnation: 1);
        restarted.Advance(1);
        Assert.Equal(["o-2"], restarted.Ids());
    }

    [Fact]
    public void A_registry_that_lost_its_facts_gives_nobody_else_the_run_that_an_overlay_is_bound_to()
    {
        var disabled = new OverlayChange(new(Orders, "o-1", "standing"), With(Disabled, run: 3), 7);
        var restarted = new TestRegistry(epoch: 2, factsWereLost: true, overlays: [disabled]);

        var stranger = restarted.Join("stranger").Register("o-1");

        Assert.Equal(4u, stranger.Incarnation);
        Assert.Equal(["o-1"], restarted.Ids());
    }

    [Fact]
    public void A_registry_that_lost_its_facts_still_knows_the_run_when_it_comes_back()
    {
        var disabled = new OverlayChange(new(Orders, "o-1", "standing"), With(Disabled, run: 3), 7);
        var restarted = new TestRegistry(epoch: 2, factsWereLost: true, overlays: [disabled]);

        Assert.Equal(3u, restarted.Join("o-1").Register("o-1", incarnation: 3).Incarnation);

        Assert.Empty(restarted.Ids());
    }

    [Fact]
    public void A_budget_of_a_zone_counts_where_consumers_believe_the_instance_is()
    {
        var east = _registry.Provide("o-1", zone: "east");
        var moved = _registry.Provide("o-2", zone: "east");
        Lay("o-2", new Overlay { Zone = "west" });

        for (var second = 0; second < 240; second++)
        {
            _registry.Advance(1);
            moved.Beat();
        }

        Assert.Equal(State.Dead, Entry("o-1")!.Value.State);   // the only one of its zone by now
        Assert.NotNull(east);
    }

    private void Lay(string id, Overlay? words, string? field = null, ulong run = 0, TimeSpan? remaining = null) =>
        _registry.Step(new Input.Lay([new(new(Orders, id, field ?? OverlayRules.FieldOf(words!)), words is null ? null : With(words, run), ++_revision, remaining)]));

    private static Overlay With(Overlay words, ulong run) => new(words) { Incarnation = run, Reason = "a test", Author = "alice" };

    private ViewEdit LastEdit() => _registry.Events.OfType<RegistryEvent.Published>().Last().Edits.Single();

    private ServiceFeed Feed() => _registry.Views.Find(Orders)!;

    private ListedEntry? Entry(string id) => Feed().Current.Find(id);

    private uint WeightOf(string id) => Instance.Parser.ParseFrom(Entry(id)!.Value.Instance).Weight;

    private OverlayEnd[] Ends() => [.. _registry.Events.OfType<RegistryEvent.OverlayEnded>().Select(ended => ended.Why)];
}
