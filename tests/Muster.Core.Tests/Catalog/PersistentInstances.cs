using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Overlays;
using Muster.Core.Policy;
using Muster.Protocol;
using Outcome = Muster.Protocol.RegistrationResult.Types.Outcome;

namespace Muster.Core.Tests.Catalog;

/// <summary>An instance that an operator registered stays, whatever becomes of sessions; everything else holds for it as for others.</summary>
public sealed class PersistentInstances
{
    private static readonly ServiceKey Db = new("default", "db");

    private readonly TestRegistry _registry = new();

    [Fact]
    public void It_is_listed_as_persistent_and_nobodys_silence_ends_it()
    {
        Persist("db-1");

        _registry.Advance(3 * 3600, by: 1);

        var entry = _registry.View("db").Find("db-1")!;
        Assert.Equal((State.Healthy, "persistent"), (entry.Value.State, entry.Value.Condition.Evidence));
        Assert.Equal(0, _registry.Sessions);
    }

    [Fact]
    public void It_is_changed_and_taken_out_at_once()
    {
        var consumer = _registry.Join();
        consumer.Subscribe("db");
        consumer.Read();

        Persist("db-1");
        Persist("db-1", "postgres://10.0.0.8:5432");
        Assert.Equal("postgres://10.0.0.8:5432", Instance.Parser.ParseFrom(_registry.View("db").Find("db-1")!.Value.Instance).Addresses.Single());
        Assert.Single(_registry.Events.OfType<RegistryEvent.Registered>());
        consumer.Read();

        _registry.Step(new Input.Persist([new(Db, "db-1", null)]));
        var removal = consumer.Read().SelectMany(frame => frame.Delta?.Removed ?? []).Single();
        Assert.Equal(("db-1", Cause.Deregistered), (removal.Id, removal.Cause));
    }

    [Fact]
    public void No_process_takes_its_id_renews_it_or_takes_it_out()
    {
        Persist("db-1");
        var peer = _registry.Join("operator anna");

        var refused = peer.Register("db-1", "db", incarnation: 9);

        Assert.Equal((Outcome.Refused, ErrorCode.Conflict), (refused.Outcome, refused.Error.Code));
        Assert.Equal("instance 'db-1' of default/db was registered by an operator anna, to stay. Use another id, or let an operator take it out: muster persist remove db db-1.", refused.Error.Message);
        Assert.Equal(Outcome.Replaced, peer.Deregister("db-1", "db").Outcome);
        Assert.Equal(ErrorCode.Conflict, _registry.Ask(new Input.RemoveThin(Caller.Anonymous, Db, "db-1")).Error?.Code);
        Assert.Equal(["db-1"], _registry.Ids("db"));
    }

    [Fact]
    public void Over_a_restart_it_is_there_again_with_what_was_laid_over_it()
    {
        Persist("db-1");
        Lay(_registry, 50, run: 7);
        var saved = _registry.Save();
        Assert.Empty(saved.Facts);

        var restarted = new TestRegistry(
            epoch: 2, saved: saved, overlays: [new(new(Db, "db-1", "weight"), new Overlay { Weight = 50, Incarnation = 7 }, 1)], persistent: [new(Db, "db-1", Words("db-1"))]);

        Assert.Equal(50u, Instance.Parser.ParseFrom(restarted.View("db").Find("db-1")!.Value.Instance).Weight);
    }

    [Fact]
    public void A_policy_judges_it_by_the_operators_credential_and_it_comes_back_when_released()
    {
        Persist("db-1");
        Govern("deny caller=anna", 1);
        _registry.Advance(1);
        Assert.True(_registry.Views.Find(Db) is null || _registry.Ids("db").Length == 0);

        Govern("quarantine environment=production", 2);
        _registry.Advance(1);
        Assert.Empty(_registry.Ids("db"));
        Assert.Equal(["db-1"], _registry.Views.Find(Db)!.Concealed.Keys);

        Govern("", 3);
        _registry.Advance(1);
        Assert.Equal(["db-1"], _registry.Ids("db"));
    }

    [Fact]
    public void One_that_is_taken_out_while_it_is_denied_does_not_come_back()
    {
        Persist("db-1");
        Govern("deny service=db", 1);
        _registry.Step(new Input.Persist([new(Db, "db-1", null)]));

        Govern("", 2);
        _registry.Advance(1);

        Assert.True(_registry.Views.Find(Db) is null || _registry.Ids("db").Length == 0);
    }

    [Fact]
    public void It_wins_over_a_process_that_holds_the_id()
    {
        var peer = _registry.Join("a process");
        peer.Register("db-1", "db");

        Persist("db-1");

        Assert.Equal(Outcome.Replaced, peer.Read().Single().Registered.Results.Single().Outcome);
        Assert.Equal("persistent", _registry.View("db").Find("db-1")!.Value.Condition.Evidence);
    }

    private void Persist(string id, string address = "postgres://10.0.0.9:5432") => _registry.Step(new Input.Persist([new(Db, id, Words(id, address))]));

    private void Govern(string text, ulong revision) => _registry.Step(new Input.Govern(new(PolicyText.Read(text).Policy, revision)));

    private static void Lay(TestRegistry registry, uint weight, ulong run)
    {
        registry.Step(new Input.Lay([new OverlayChange(new(Db, "db-1", "weight"), new Overlay { Weight = weight, Incarnation = run }, 1)]));
        Assert.Equal(weight, Instance.Parser.ParseFrom(registry.View("db").Find("db-1")!.Value.Instance).Weight);
    }

    private static PersistentInstance Words(string id, string address = "postgres://10.0.0.9:5432") => new()
    {
        Instance = new Instance { Id = id, Addresses = { address } }, Author = "anna", Environment = "production", Reason = "it has no client", Incarnation = 7,
    };
}
