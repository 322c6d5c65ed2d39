using Muster.Core.Catalog;
using Muster.Core.Health;
using Muster.Protocol;
using Outcome = Muster.Protocol.ProbeResult.Types.Outcome;

namespace Muster.Core.Tests.Probes;

/// <summary>The machine with detectors: what is asked when, and what consumers are told of it.</summary>
public sealed class Probing
{
    private readonly ProbedRegistry _probed = new();

    private TestRegistry Registry => _probed.Registry;

    [Fact]
    public void An_instance_is_asked_within_a_second_and_then_every_ten_seconds_give_or_take_one()
    {
        _probed.Provide("a");
        Registry.Advance(1.1);
        Assert.Single(_probed.Asked("a"));

        Registry.Advance(600);

        var pauses = _probed.Asked("a").Zip(_probed.Asked("a").Skip(1), (one, next) => (next - one).TotalSeconds).ToList();
        Assert.InRange(pauses.Count, 55, 66);
        Assert.All(pauses, pause => Assert.InRange(pause, 8.99, 11.06));
        Assert.True(pauses.Max() - pauses.Min() > 1, "spread");
    }

    [Fact]
    public void One_that_did_not_ask_for_it_is_left_alone()
    {
        Registry.Provide("a");
        Registry.Advance(60);

        Assert.Empty(_probed.Asked("a"));
    }

    [Fact]
    public void One_that_is_not_tried_is_told_once_with_its_address_and_the_reason()
    {
        _probed.Say("a", Outcome.Unspecified, "not allowed");
        _probed.Say("a", Outcome.Unspecified, "not known", from: "east");
        _probed.Detector("east");
        _probed.Provide("a", "b");

        Registry.Advance(60);

        var told = Assert.Single(Registry.Events.OfType<RegistryEvent.NotTried>());
        Assert.Equal(("a", "http://a:80"), (told.Id, told.Address));
        Assert.Contains((told.Detector.Location.Name, told.Why), (IEnumerable<(string, string)>)[("default", "not allowed"), ("east", "not known")]);
        Assert.True(_probed.Asked("a").Count > 1);
    }

    [Fact]
    public void Three_failures_make_it_suspect_with_evidence_and_two_successes_bring_it_back()
    {
        _probed.Provide("a", "b");
        Registry.Advance(5);
        Assert.Equal("Healthy ", _probed.Told("a"));

        _probed.Say("a", Outcome.Down, "HTTP /healthz 503");
        Registry.Advance(33, by: 0.25);
        Assert.Equal("Suspect probes down: 1 of 1 location, HTTP /healthz 503", _probed.Told("a"));
        Assert.Equal("Healthy ", _probed.Told("b"));

        _probed.Say("a", Outcome.Up, "HTTP /healthz 200");
        Registry.Advance(22, by: 0.25);
        Assert.Equal("Healthy ", _probed.Told("a"));
    }

    [Fact]
    public void A_killed_process_is_proven_dead_within_two_seconds_of_its_lost_connection()
    {
        var peers = _probed.Provide("a", "b", "c");
        Registry.Advance(5);

        _probed.Say("a", Outcome.Refused, "connection refused");
        peers[0].Drop();
        Registry.Advance(1.5);

        Assert.Equal(["b", "c"], Registry.Ids());
        Assert.Equal(new Withheld(Hidden: 1, Budget: 1, Proven: 1), Registry.View().Withheld);
        Assert.Equal(Cause.ProbeFailed, Assert.Single(Removals()).Cause);
        Assert.Equal("connection refused twice to the only detector", Registry.Events.OfType<RegistryEvent.Believed>().Last().To.Because);
        Assert.Equal(2, Registry.Sessions);
    }

    [Fact]
    public void Proven_deaths_exceed_the_budget_though_the_node_doubts_itself_and_leave_the_last()
    {
        var peers = _probed.Provide([.. Enumerable.Range(10, 20).Select(one => $"i{one}")]);
        Registry.Advance(5);

        foreach (var one in Enumerable.Range(10, 14)) _probed.Say($"i{one}", Outcome.Refused, "connection refused");
        foreach (var peer in peers.Take(14)) peer.Drop();
        Registry.Advance(2.5);
        Assert.Equal(6, Registry.Ids().Length);

        foreach (var one in Enumerable.Range(24, 6)) _probed.Say($"i{one}", Outcome.Refused, "connection refused");
        foreach (var peer in peers.Skip(14)) peer.Drop();
        Registry.Advance(200, by: 0.25);
        Assert.NotEmpty(Registry.Ids());
    }

    [Fact]
    public void Whose_connection_stands_is_suspect_at_worst_whatever_his_port_says()
    {
        _probed.Provide("a", "b");
        Registry.Advance(5);
        _probed.Say("a", Outcome.Refused, "connection refused");
        Registry.Advance(120, by: 0.25);

        Assert.Equal("Suspect connection refused twice to the only detector", _probed.Told("a"));
    }

    [Fact]
    public void One_that_fell_silent_is_hidden_after_its_timeout_when_probes_say_so_too()
    {
        var peers = _probed.Provide("a", "b", "c");
        Registry.Advance(5);
        _probed.Say("a", Outcome.Silent, "HTTP /healthz no answer in 1 s");
        _probed.Hang(peers[0]);
        Registry.Advance(84, by: 0.25);
        Assert.Contains("a", Registry.Ids());
        Registry.Advance(10, by: 0.25);

        Assert.Equal(["b", "c"], Registry.Ids());
        Assert.Equal("session expired, probes down: 1 of 1 location, HTTP /healthz no answer in 1 s", Registry.Events.OfType<RegistryEvent.Believed>().Last().To.Because);
    }

    [Fact]
    public void One_whose_program_answers_stays_listed_when_its_session_is_over_until_it_no_longer_does()
    {
        _probed.Hang(_probed.Provide("a", "b", "c")[0]);
        Registry.Advance(130, by: 0.25);
        Assert.Equal("Suspect", _probed.Told("a").Split(' ')[0]);
        Assert.Contains("a", Registry.Ids());

        _probed.Say("a", Outcome.Silent, "HTTP /healthz no answer in 1 s");
        Registry.Advance(35, by: 0.25);
        Assert.Equal(["b", "c"], Registry.Ids());
    }

    [Fact]
    public void An_open_port_keeps_nobody_whose_session_is_over()
    {
        _probed.Hang(_probed.Provide(Probe.Types.Kind.Tcp, "a", "b", "c")[0]);
        Registry.Advance(119, by: 0.25);
        Assert.Contains("a", Registry.Ids());
        Registry.Advance(8, by: 0.25);

        Assert.Equal(["b", "c"], Registry.Ids());
    }

    [Fact]
    public void Two_locations_must_agree_and_one_alone_is_told_to_its_own_consumers()
    {
        var east = _probed.Detector("east");
        _probed.Provide("a", "b", "c");
        Registry.Advance(5);

        _probed.Say("a", Outcome.Silent, "HTTP /healthz no answer in 1 s", from: "east");
        Registry.Advance(40, by: 0.25);
        Assert.Equal("Healthy  east", _probed.Told("a"));

        _probed.Say("a", Outcome.Silent, "HTTP /healthz no answer in 1 s");
        Registry.Advance(40, by: 0.25);
        Assert.Equal("Suspect probes down: 2 of 2 locations, HTTP /healthz no answer in 1 s", _probed.Told("a"));
        Assert.NotNull(east.Connection.Detector);
    }

    [Fact]
    public void A_location_that_reaches_almost_nobody_has_no_vote_and_is_told_of()
    {
        var ids = Enumerable.Range(10, 10).Select(one => $"i{one}").ToArray();
        _probed.Provide(ids);
        Registry.Advance(5);

        foreach (var id in ids.Take(9)) _probed.Say(id, Outcome.Silent, "HTTP /healthz no answer in 1 s");
        Registry.Advance(60, by: 0.25);

        Assert.All(ids, id => Assert.Equal("Healthy ", _probed.Told(id)));
        Assert.Contains(Registry.Events, one => one is RegistryEvent.LocationBlind { IsBlind: true, Location: "default" });
        Assert.True(Assert.Single(Registry.Standpoints).IsBlind);

        foreach (var id in ids.Take(5)) _probed.Say(id, Outcome.Up, "HTTP /healthz 200");
        Registry.Advance(60, by: 0.25);
        Assert.Equal("Suspect", _probed.Told("i17").Split(' ')[0]);
        Assert.False(Assert.Single(Registry.Standpoints).IsBlind);
    }

    [Fact]
    public void A_second_detector_makes_one_refusal_each_enough()
    {
        _probed.Detector("default");
        var peers = _probed.Provide("a", "b", "c");
        Registry.Advance(5);

        _probed.Say("a", Outcome.Refused, "connection refused", from: "*");
        peers[0].Drop();
        Registry.Advance(0.4);

        Assert.Equal(["b", "c"], Registry.Ids());
    }

    [Fact]
    public void When_a_detector_leaves_the_others_take_over_and_its_location_counts_for_ten_minutes_more()
    {
        var east = _probed.Detector("east");
        _probed.Provide("a", "b", "c");
        Registry.Advance(5);
        east.Drop();

        _probed.Say("a", Outcome.Down, "HTTP /healthz 503");
        Registry.Advance(60, by: 0.25);
        Assert.Equal("Healthy  default", _probed.Told("a"));

        Registry.Advance(600, by: 1);
        Assert.Equal("Suspect probes down: 1 of 1 location, HTTP /healthz 503", _probed.Told("a"));
    }

    [Fact]
    public void A_result_that_was_not_asked_of_the_one_who_says_it_is_let_go()
    {
        _probed.Provide("a");
        Registry.Advance(5);
        var liar = Registry.Join("liar");

        for (ulong number = 0; number < 10; number++)
            liar.Send(new Up { ProbeResults = new ProbeResults { Results = { Enumerable.Repeat(new ProbeResult { Number = number, Outcome = Outcome.Down, Evidence = "lies" }, 10) } } });
        Registry.Advance(5);

        Assert.Equal("Healthy ", _probed.Told("a"));
    }

    [Fact]
    public void A_registration_at_another_address_is_seen_anew()
    {
        var peers = _probed.Provide("a", "b", "c");
        _probed.Say("a", Outcome.Down, "HTTP /healthz 503");
        Registry.Advance(40, by: 0.25);
        Assert.Equal("Suspect", _probed.Told("a").Split(' ')[0]);

        _probed.Say("a", Outcome.Up, "HTTP /healthz 200");
        peers[0].Register(ProbedRegistry.Registration("a", Probe.Types.Kind.Http, address: "http://10.0.0.8:80", incarnation: 1));
        Registry.Advance(1.5);
        Assert.Equal("Healthy ", _probed.Told("a"));
    }

    private IEnumerable<Removal> Removals() => Registry.View().Ring.Since(Registry.View().Revision.Sequence - 1).Select(change => new Removal { Id = change.Id, Cause = change.Cause });
}
