using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Policy;
using Muster.Core.Watch;
using Muster.Protocol;
using Outcome = Muster.Protocol.RegistrationResult.Types.Outcome;

namespace Muster.Core.Tests.Policy;

/// <summary>A policy in the machine: who comes, who is in already, and who comes back.</summary>
public sealed class Admitting
{
    private readonly TestRegistry _registry = new();
    private ulong _revision;

    [Fact]
    public void The_denied_are_refused_with_the_reason_and_hold_nothing()
    {
        Apply("deny service=orders reason=\"closed for the night\"");
        var peer = _registry.Join("o-1");

        var result = peer.Register("o-1");

        Assert.Equal((Outcome.Refused, ErrorCode.Forbidden), (result.Outcome, result.Error.Code));
        Assert.Equal("Instance 'o-1' of default/orders may not join: closed for the night (admission policy, line 1). 'muster policy show' shows the rule to an operator, who can change it.", result.Error.Message);
        Assert.Null(_registry.Views.Find(new("default", "orders")));
        Assert.Equal(Outcome.Accepted, peer.Register("s-1", "stock").Outcome);
    }

    [Fact]
    public void The_denied_take_no_id_from_its_holder()
    {
        var holder = _registry.Provide("o-1");
        Apply("deny address=10.9.0.0/16");

        Assert.Equal(Outcome.Refused, _registry.Join("intruder").Register("o-1", address: "http://10.9.0.1:80").Outcome);

        Assert.Empty(holder.Read());
        Assert.Equal(["o-1"], _registry.Ids());
    }

    [Fact]
    public void A_new_policy_applies_to_those_who_are_in()
    {
        var (denied, kept) = (_registry.Provide("o-1", zone: "east"), _registry.Provide("o-2"));
        var consumer = _registry.Join();
        consumer.Subscribe();
        consumer.Read();

        Apply("deny label.x=1\ndeny service=orders caller=nobody\nquarantine service=other\ndeny service=orders address=10.0.0.7 environment=none");
        Assert.Empty(denied.Read());
        _registry.Advance(1);
        Assert.Equal(2, _registry.View().Entries.Length);

        kept.Register("o-2", address: "http://10.0.0.8:80");
        _registry.Advance(1);
        consumer.Read();
        Apply("deny address=10.0.0.7 reason=\"wrong net\"");
        _registry.Advance(1);

        var told = denied.Read().Single().Registered;
        Assert.Equal((0ul, Outcome.Refused, "o-1"), (told.Request, told.Results.Single().Outcome, told.Results.Single().Id));
        Assert.Contains("wrong net (admission policy, line 1)", told.Results.Single().Error.Message, StringComparison.Ordinal);
        Assert.Empty(kept.Read());
        Assert.Equal(("o-1", Cause.Policy), consumer.Read().SelectMany(frame => frame.Delta.Removed).Select(removal => (removal.Id, removal.Cause)).Single());
        Assert.Equal((2, 1, 0, 0), Applied());
    }

    [Fact]
    public void Those_in_quarantine_are_registered_hidden_and_told()
    {
        var peer = _registry.Provide("o-1");
        _registry.Provide("s-1", "stock");
        Apply("quarantine service=orders reason=\"under review\"");
        _registry.Advance(1);

        var told = peer.Read().Single().Registered.Results.Single();
        Assert.Equal((Outcome.Accepted, 1ul, "under review (admission policy, line 1)"), (told.Outcome, told.Incarnation, told.Quarantined));
        Assert.Empty(_registry.Ids());
        Assert.Equal("under review (admission policy, line 1)", Feed().Concealed["o-1"].Quarantined);

        var second = _registry.Join("o-2").Register("o-2");
        _registry.Advance(1);
        Assert.Equal((Outcome.Accepted, "under review (admission policy, line 1)"), (second.Outcome, second.Quarantined));
        Assert.Empty(_registry.Ids());
        Assert.Equal(["o-1", "o-2"], Feed().Concealed.Keys);
    }

    [Fact]
    public void When_it_is_over_the_lists_have_changed()
    {
        _registry.Provide("o-1");
        _registry.Provide("o-2");
        _registry.Advance(1);

        Apply("quarantine service=orders");   // no time passes for a window to end

        Assert.Equal((2, 0, 2, 0), Applied());
        Assert.Empty(_registry.Ids());
        Assert.Equal(["o-1", "o-2"], Feed().Concealed.Keys);

        Apply("");

        Assert.Equal(["o-1", "o-2"], _registry.Ids());
    }

    [Fact]
    public void The_released_come_back_by_themselves()
    {
        var (hidden, thrownOut, turnedAway) = (_registry.Provide("o-1"), _registry.Provide("o-2", "stock"), _registry.Join("o-3"));
        Apply("quarantine service=orders\ndeny service=stock,bills");
        turnedAway.Register("o-3", "bills");
        hidden.Read();
        thrownOut.Read();

        Apply("");
        _registry.Advance(1);

        foreach (var (peer, id) in new[] { (hidden, "o-1"), (thrownOut, "o-2"), (turnedAway, "o-3") })
        {
            var told = peer.Read().Single().Registered.Results.Single();
            Assert.Equal((id, Outcome.Accepted, ""), (told.Id, told.Outcome, told.Quarantined));
        }

        Assert.Equal(["o-1", "o-2", "o-3"], ((string[])["orders", "stock", "bills"]).SelectMany(service => _registry.Ids(service)));
        Assert.Equal((3, 0, 0, 3), Applied());
    }

    [Fact]
    public void Who_is_away_when_it_is_decided_hears_of_it_when_he_is_back()
    {
        var peer = _registry.Join("o-1");
        peer.Register("o-1");
        peer.Drop();
        Apply("deny service=orders");

        var back = new TestPeer(_registry, "o-1");
        var heard = back.Hello(resume: peer.Resume);

        Assert.Equal(Outcome.Refused, heard.Single(frame => frame.Registered is not null).Registered.Results.Single().Outcome);
    }

    [Fact]
    public void Who_gives_up_or_goes_is_not_brought_back()
    {
        Apply("deny service=orders");
        var (resigned, gone) = (_registry.Join("o-1"), _registry.Join("o-2"));
        resigned.Register("o-1");
        gone.Register("o-2");
        Assert.Equal(Outcome.Removed, resigned.Deregister("o-1").Outcome);
        gone.Drop();

        Apply("");
        _registry.Advance(1);

        Assert.Null(_registry.Views.Find(new("default", "orders")));
    }

    [Fact]
    public void A_registration_that_changes_what_it_says_is_judged_anew()
    {
        Apply("deny address=10.9.0.0/16");
        var peer = _registry.Provide("o-1");

        Assert.Equal(Outcome.Refused, peer.Register("o-1", incarnation: 1, address: "http://10.9.0.1:80").Outcome);
        _registry.Advance(1);
        Assert.Null(_registry.Views.Find(new("default", "orders")));

        Assert.Equal(Outcome.Accepted, peer.Register("o-1", incarnation: 1).Outcome);
        _registry.Advance(1);
        Assert.Equal(["o-1"], _registry.Ids());
    }

    [Fact]
    public void A_thin_client_is_refused_and_leaves_no_session_behind()
    {
        Apply("deny service=orders");
        var before = _registry.Sessions;

        var answer = _registry.Ask(new Input.PutThin(Caller.Anonymous, new("default", "orders"), new Instance { Id = "t-1", Addresses = { "http://10.0.0.7:80" } }, TimeSpan.FromSeconds(30)));

        Assert.Equal(ErrorCode.Forbidden, answer.Error?.Code);
        Assert.Equal(before, _registry.Sessions);
    }

    [Fact]
    public void After_a_restart_nobody_is_listed_whom_the_policy_hides_or_denies()
    {
        foreach (var id in (string[])["o-1", "o-2", "o-3"]) _registry.Provide(id, id == "o-3" ? "stock" : "orders");
        Apply("quarantine service=stock");
        var saved = _registry.Save();
        Assert.DoesNotContain(saved.Facts, fact => fact.Service.Service == "stock");

        var restarted = new TestRegistry(epoch: 2, saved: saved, policy: Policy("deny service=orders", 2));

        Assert.Empty(restarted.Views.All().SelectMany(feed => feed.Current.Entries.ToArray()));
    }

    [Fact]
    public void No_step_judges_more_than_its_share_whatever_the_size_of_the_registry()
    {
        var peers = Enumerable.Range(0, 10).Select(n => _registry.Join($"client-{n}")).ToList();
        foreach (var (peer, n) in peers.Select((peer, n) => (peer, n)))
            peer.Register([.. Enumerable.Range(0, 1_000).Select(i => new Registration { Service = $"s-{i % 7}", Instance = new Instance { Id = $"i-{n}-{i}", Addresses = { "http://10.0.0.7:80" } } })]);

        _registry.Events.Clear();
        Apply("deny service=s-*");
        Assert.Equal(Rejudgement.Share, Judged());
        for (var tick = 2; tick <= 5; tick++)
        {
            _registry.Advance(Registry.TickEvery.TotalSeconds);
            Assert.Equal(Math.Min(10_000, tick * Rejudgement.Share), Judged());
        }

        _registry.Advance(Registry.TickEvery.TotalSeconds);
        Assert.Equal((10_000, 10_000, 0, 0), Applied());
    }

    [Fact]
    public void A_trial_tells_whom_each_rule_would_hit_and_changes_nothing()
    {
        foreach (var n in Enumerable.Range(1, 30)) _registry.Provide($"o-{n}");
        Apply("deny service=stock");
        _registry.Join("s-1").Register("s-1", "stock");

        var effects = Try("quarantine service=orders\nallow service=stock\ndefault deny");

        Assert.Equal([(1u, 30u, 20, 10u), (2u, 1u, 1, 0u), (3u, 0u, 0, 0u)], effects.Select(effect => (effect.Line, effect.Matched, effect.Affected.Count, effect.MoreAffected)));
        Assert.Equal(("s-1", Admission.Denied, Admission.Allowed), effects[1].Affected.Select(one => (one.Id, one.Before, one.After)).Single());
        _registry.Advance(1);
        Assert.Equal(30, _registry.Ids().Length);
    }

    private IReadOnlyList<RuleEffect> Try(string text)
    {
        var trial = new PolicyTrial(PolicyText.Read(text).Policy);
        for (int? at = 0; at is { } from;)
        {
            var part = new PolicySurvey(from);
            _registry.Step(new Input.Survey(part));
            foreach (var registrant in part.Registrants) trial.Take(registrant);
            at = part.Next;
        }

        return trial.Effects;
    }

    private void Apply(string text) => _registry.Step(new Input.Govern(Policy(text, ++_revision)));

    private int Judged() => _registry.Events.OfType<RegistryEvent.Rejudged>().Count();

    private (int Judged, int Denied, int Quarantined, int Released) Applied()
    {
        var applied = _registry.Events.OfType<RegistryEvent.PolicyApplied>().Last();
        Assert.Equal(_revision, applied.Revision);
        return (applied.Judged, applied.Denied, applied.Quarantined, applied.Released);
    }

    private ServiceFeed Feed() => _registry.Views.Find(new ServiceKey("default", "orders"))!;

    private static PolicyChange Policy(string text, ulong revision)
    {
        var (policy, faults) = PolicyText.Read(text);
        Assert.Empty(faults);
        return new(policy, revision);
    }
}
