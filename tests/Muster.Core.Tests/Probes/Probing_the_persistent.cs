using Muster.Core.Catalog;
using Muster.Protocol;
using Outcome = Muster.Protocol.ProbeResult.Types.Outcome;

namespace Muster.Core.Tests.Probes;

/// <summary>An instance that no process speaks for is judged by what detectors see, and by nothing else.</summary>
public sealed class Probing_the_persistent
{
    private static readonly ServiceKey Orders = new("default", "orders");

    private readonly ProbedRegistry _probed = new();

    private TestRegistry Registry => _probed.Registry;

    [Fact]
    public void Failures_by_quorum_make_it_suspect_and_successes_bring_it_back()
    {
        Persist();
        _probed.Provide("b", "c");
        Registry.Advance(5);
        Assert.Equal("Healthy persistent", _probed.Told("a"));

        _probed.Say("a", Outcome.Silent, "HTTP /healthz no answer in 1 s");
        Registry.Advance(3600, by: 0.5);
        Assert.Equal("Suspect probes down: 1 of 1 location, HTTP /healthz no answer in 1 s", _probed.Told("a"));

        _probed.Say("a", Outcome.Up, "HTTP /healthz 200");
        Registry.Advance(23, by: 0.25);
        Assert.Equal("Healthy persistent", _probed.Told("a"));
    }

    [Fact]
    public void Refused_by_two_detectors_it_is_hidden_for_as_long_as_that_takes_and_comes_back_when_it_answers()
    {
        _probed.Detector("default");
        Persist();
        _probed.Provide("b", "c");
        Registry.Advance(5);

        _probed.Say("a", Outcome.Refused, "connection refused", from: "*");
        Registry.Advance(12, by: 0.25);
        Assert.Equal(["b", "c"], Registry.Ids());
        Assert.Equal((true, "connection refused to 2 detectors"), Registry.Events.OfType<RegistryEvent.Believed>().Last().To is var to ? (to.Hard, to.Because) : default);

        Registry.Advance(2400, by: 0.5);   // longer than the dead are remembered
        Assert.Equal(["b", "c"], Registry.Ids());

        _probed.Say("a", Outcome.Up, "HTTP /healthz 200", from: "*");
        Registry.Advance(23, by: 0.25);
        Assert.Equal("Healthy persistent", _probed.Told("a"));
    }

    [Fact]
    public void The_last_one_stays_listed_however_it_is_refused()
    {
        Persist();
        var other = ProbedRegistry.Registration("b", Probe.Types.Kind.Http);
        other.Service = "stock";   // so that the detector is believed
        Registry.Join("b").Register(other);
        Registry.Advance(5);

        _probed.Say("a", Outcome.Refused, "connection refused");
        Registry.Advance(60, by: 0.25);

        Assert.Equal("Dead connection refused twice to the only detector", _probed.Told("a"));
    }

    private void Persist() => Registry.Step(new Input.Persist([new(Orders, "a", new()
    {
        Instance = new Instance { Id = "a", Addresses = { "http://a:80" } }, Author = "anna", Reason = "it has no client", Incarnation = 7,
        Probe = new Probe { Kind = Probe.Types.Kind.Http, Path = "/healthz" },
    })]));
}
