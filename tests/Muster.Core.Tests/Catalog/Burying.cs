using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Protocol;
using Outcome = Muster.Protocol.RegistrationResult.Types.Outcome;

namespace Muster.Core.Tests.Catalog;

/// <summary>An operator's word that processes are gone takes their instances out at once, and keeps nobody out who lives.</summary>
public sealed class Burying
{
    private static readonly ServiceKey Orders = new("default", "orders");

    private readonly TestRegistry _registry = new();

    [Fact]
    public void No_budget_limits_it_and_the_last_instance_goes_too()
    {
        foreach (var id in (string[])["a", "b", "c"]) _registry.Provide(id);
        _registry.Advance(1);
        var watcher = _registry.Join();
        watcher.Subscribe();
        watcher.Read();

        Assert.Null(Bury("a", "b", "c", "c").Error);

        Assert.Equal(
            ["a Buried", "b Buried", "c Buried"],
            watcher.Read().SelectMany(frame => frame.Delta?.Removed ?? []).Select(removal => $"{removal.Id} {removal.Cause}"));
        Assert.Equal(["a", "b", "c"], _registry.Events.OfType<RegistryEvent.Removed>().Select(removed => removed.Id));
    }

    [Fact]
    public void It_lowers_what_the_budget_counts_like_a_goodbye()
    {
        foreach (var number in Enumerable.Range(0, 9)) _registry.Provide($"i{number}");
        _registry.Advance(110, by: 1);

        Bury("i5", "i6", "i7", "i8");
        _registry.Advance(300, by: 1);

        Assert.Equal(3, _registry.Ids().Length);   // of 5: 2 are hidden; of 9 it would be 3
    }

    /// <summary>Buried at incarnation 5.</summary>
    [Theory]
    [InlineData(0, Outcome.Accepted, 6)]
    [InlineData(4, Outcome.Replaced, 0)]
    [InlineData(5, Outcome.Accepted, 6)]
    [InlineData(8, Outcome.Accepted, 8)]
    public void Nobody_comes_back_but_with_a_higher_incarnation(ulong claimed, Outcome outcome, ulong incarnation)
    {
        var first = _registry.Join("a");
        first.Register("a", incarnation: 5);
        Bury("a");

        var result = _registry.Join("a").Register("a", incarnation: claimed);

        Assert.Equal((outcome, incarnation), (result.Outcome, result.Incarnation));
    }

    [Fact]
    public void A_connected_process_is_told_and_its_heartbeats_bring_nothing_back_until_it_registers_again()
    {
        var peer = _registry.Provide("a");

        Assert.Equal(["a"], Bury("a").Connected);

        var told = peer.Read().Single(frame => frame.Registered is not null).Registered;
        Assert.Equal((0UL, Outcome.Removed, "a"), (told.Request, told.Results.Single().Outcome, told.Results.Single().Id));
        peer.Beat();
        _registry.Advance(5);
        Assert.Null(_registry.Views.Find(Orders)?.Current.Find("a"));
        Assert.Equal(2UL, peer.Register("a", incarnation: 1).Incarnation);
        Assert.Equal(["a"], _registry.Ids());
    }

    [Fact]
    public void A_process_that_was_away_is_told_when_it_is_back()
    {
        var peer = _registry.Provide("a");
        peer.Drop();

        Assert.Empty(Bury("a").Connected);

        var heard = new TestPeer(_registry, "a").Hello(resume: peer.Resume);
        Assert.Equal(Outcome.Removed, heard.Single(frame => frame.Registered is not null).Registered.Results.Single().Outcome);
    }

    [Fact]
    public void A_thin_client_is_told_with_its_heartbeat_and_registers_anew()
    {
        var put = new Input.PutThin(Caller.Anonymous, Orders, new Instance { Id = "a", Addresses = { "http://10.0.0.7:80" } }, TimeSpan.FromSeconds(30));
        _registry.Ask(put);

        Bury("a");

        Assert.Equal(0, _registry.Sessions);
        Assert.Equal(ErrorCode.NotFound, _registry.Ask(new Input.BeatThin(Caller.Anonymous, Orders, "a")).Error?.Code);
        Assert.Equal((true, 2UL), _registry.Ask(put with { }) is var again ? (again.Created, again.Incarnation) : default);
    }

    [Fact]
    public void All_that_are_named_are_taken_out_or_none()
    {
        _registry.Provide("a");
        _registry.Step(new Input.Persist([new(Orders, "kept", new() { Instance = new Instance { Id = "kept", Addresses = { "http://10.0.0.9:80" } }, Author = "anna", Incarnation = 1 })]));

        Assert.Equal((ErrorCode.NotFound, "instance 'nobody' of default/orders is not registered. Nothing was changed."), (Bury("a", "nobody").Error!.Code, Bury("a", "nobody").Error!.Message));
        Assert.Equal(ErrorCode.Conflict, Bury("a", "kept").Error!.Code);
        Assert.Equal(["a", "kept"], _registry.Ids());
    }

    [Fact]
    public void It_holds_over_a_restart()
    {
        _registry.Provide("a");
        _registry.Provide("b");
        Bury("a");

        var restarted = new TestRegistry(epoch: 2, saved: _registry.Save());

        Assert.Equal(["b"], restarted.Ids());
        Assert.Equal(2UL, restarted.Join("a").Register("a", incarnation: 1).Incarnation);
    }

    private Input.Bury Bury(params string[] ids)
    {
        var bury = new Input.Bury(Orders, ids, "anna", "I killed these");
        _registry.Step(bury);
        return bury;
    }
}
