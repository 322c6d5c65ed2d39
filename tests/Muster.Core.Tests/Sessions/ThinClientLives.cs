using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Protocol;

namespace Muster.Core.Tests.Sessions;

/// <summary>Clients without a stream, who renew by requests.</summary>
public sealed class ThinClientLives
{
    private static readonly ServiceKey Orders = new("default", "orders");
    private static readonly Caller Deploy = new("deploy", Caller.Anonymous.Grants);

    private readonly TestRegistry _registry = new();

    [Fact]
    public void A_thin_instance_stands_as_long_as_it_is_renewed()
    {
        Assert.True(Put("a", 30).Created);
        Put("b", 600);

        for (var i = 0; i < 20; i++)
        {
            _registry.Advance(15);
            Assert.Null(Beat("a").Error);
        }

        Assert.Equal(["a Healthy", "b Healthy"], States());
    }

    [Fact]
    public void A_thin_instance_that_falls_silent_is_suspect_then_hidden()
    {
        Put("b", 600);
        _registry.Advance(200);   // the node has run long enough to judge
        Put("a", 30);

        _registry.Advance(21.5);
        Assert.Equal(["a Healthy", "b Healthy"], States());
        _registry.Advance(1.5);
        Assert.Equal(["a Suspect", "b Healthy"], States());
        _registry.Advance(18);
        Assert.Equal(["b Healthy"], States());
        Assert.Equal(
            Errors.Of(ErrorCode.NotFound, "instance 'a' of default/orders is not registered, or its time to live has run out. Register it again."),
            Beat("a").Error);
        Assert.True(Put("a", 30).Created);
        Assert.Equal(2UL, Beat("a").Incarnation);
    }

    [Fact]
    public void Renewing_with_another_time_to_live_leaves_no_session_behind()
    {
        for (var i = 0; i < 100; i++) Assert.Equal(i == 0, Put("a", 30 + i).Created);

        Assert.Equal(1, _registry.Sessions);
        Assert.Equal(1UL, Beat("a").Incarnation);
        Assert.Equal(1UL, _registry.View().Revision.Sequence);   // consumers saw nothing of it
    }

    [Fact]
    public void Another_callers_instance_is_not_to_be_touched()
    {
        Put("a", 30);
        var conflict = Errors.Of(ErrorCode.Conflict, "instance 'a' of default/orders is held by another client (http:anonymous). Use another id, or stop that client first.");

        Assert.Equal(conflict, _registry.Ask(new Input.PutThin(Deploy, Orders, Some("a"), TimeSpan.FromSeconds(30))).Error);
        Assert.Equal(conflict, _registry.Ask(new Input.BeatThin(Deploy, Orders, "a")).Error);
        Assert.Equal(conflict, _registry.Ask(new Input.RemoveThin(Deploy, Orders, "a")).Error);
    }

    [Fact]
    public void A_streams_instance_is_not_a_thin_clients()
    {
        _registry.Provide("a");

        Assert.Equal(ErrorCode.Conflict, Put("a", 30).Error?.Code);
        Assert.Equal(ErrorCode.Conflict, Beat("a").Error?.Code);
        Assert.Equal(ErrorCode.Conflict, Remove("a").Error?.Code);
        Assert.Equal(["a Healthy"], States());
    }

    [Fact]
    public void A_goodbye_empties_at_once()
    {
        Put("a", 30);

        Assert.Null(Remove("a").Error);
        _registry.Advance(0.2);

        Assert.Equal(0, _registry.Sessions);
        Assert.Null(_registry.Views.Find(Orders));
        Assert.Equal(
            Errors.Of(ErrorCode.NotFound, "instance 'a' of default/orders is not registered. Nothing was removed."),
            Remove("a").Error);
    }

    [Fact]
    public void A_restored_thin_instance_is_renewed_under_its_own_incarnation()
    {
        Put("a", 600);
        Remove("a");
        var incarnation = Put("a", 600).Incarnation;
        var restarted = new TestRegistry(epoch: 2, saved: _registry.Save());
        Assert.True(restarted.View().Stale);

        var answer = restarted.Ask(new Input.BeatThin(Caller.Anonymous, Orders, "a"));
        restarted.Advance(1);

        Assert.Equal((incarnation, TimeSpan.FromSeconds(600), null), (answer.Incarnation, answer.TimeToLive, answer.Error));
        Assert.False(restarted.View().Stale);
        Assert.Equal(1, restarted.Sessions);
    }

    [Fact]
    public void A_restored_thin_instance_with_a_long_time_to_live_is_not_suspected_early()
    {
        Put("a", 600);
        var restarted = new TestRegistry(epoch: 2, saved: _registry.Save());

        restarted.Advance(400);

        Assert.Equal(State.Healthy, restarted.View().Find("a")!.Value.State);
    }

    [Fact]
    public void Who_may_not_register_may_not_by_http_either()
    {
        var reader = new Caller("reader", [new Grant("*", "*", new HashSet<Verb> { Verb.List })]);

        Assert.Equal(ErrorCode.Forbidden, _registry.Ask(new Input.PutThin(reader, Orders, Some("a"), TimeSpan.FromSeconds(30))).Error?.Code);
        Assert.Equal(ErrorCode.Forbidden, _registry.Ask(new Input.BeatThin(reader, Orders, "a")).Error?.Code);
        Assert.Equal(ErrorCode.Forbidden, _registry.Ask(new Input.RemoveThin(reader, Orders, "a")).Error?.Code);
        Assert.Empty(_registry.Views.All());
    }

    private static Instance Some(string id) => new() { Id = id, Addresses = { "http://10.0.0.7:8080" } };

    private ThinAnswer Put(string id, double seconds) =>
        _registry.Ask(new Input.PutThin(Caller.Anonymous, Orders, Some(id), TimeSpan.FromSeconds(seconds)));

    private ThinAnswer Beat(string id) => _registry.Ask(new Input.BeatThin(Caller.Anonymous, Orders, id));

    private ThinAnswer Remove(string id) => _registry.Ask(new Input.RemoveThin(Caller.Anonymous, Orders, id));

    private string[] States() => [.. _registry.View().Entries.ToArray().Select(entry => $"{entry.Id} {entry.State}")];
}
