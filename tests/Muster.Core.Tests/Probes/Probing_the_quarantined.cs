using Muster.Core.Policy;
using Outcome = Muster.Protocol.ProbeResult.Types.Outcome;

namespace Muster.Core.Tests.Probes;

/// <summary>Nobody asks whom the policy keeps from consumers.</summary>
public sealed class Probing_the_quarantined
{
    private const string Quarantine = "quarantine service=orders";

    private readonly ProbedRegistry _probed = new();
    private ulong _revision;

    private TestRegistry Registry => _probed.Registry;

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", Quarantine, false)]            // who is in
    [InlineData(Quarantine, Quarantine, false)]    // who comes
    [InlineData(Quarantine, "", true)]             // who is let go
    public void It_is_asked_while_consumers_are_sent_to_it(string whenItCame, string then, bool asked)
    {
        Apply(whenItCame);
        _probed.Provide("a");
        Apply(then);
        Registry.Advance(2);
        var before = _probed.Asked("a").Count;

        Registry.Advance(60, by: 0.25);

        Assert.Equal(asked, _probed.Asked("a").Count > before);
    }

    [Fact]
    public void What_detectors_saw_before_is_not_held_against_it_when_it_is_let_go()
    {
        _probed.Provide("a", "b");
        _probed.Say("a", Outcome.Down, "HTTP /healthz 503");
        Registry.Advance(35, by: 0.25);
        Assert.StartsWith("Suspect", _probed.Told("a"), StringComparison.Ordinal);

        Apply(Quarantine);
        Registry.Advance(2);
        Apply("");
        Registry.Advance(2);
        Assert.Equal("Healthy ", _probed.Told("a"));

        Registry.Advance(35, by: 0.25);
        Assert.StartsWith("Suspect", _probed.Told("a"), StringComparison.Ordinal);
    }

    private void Apply(string text)
    {
        Registry.Step(new Input.Govern(new(PolicyText.Read(text).Policy, ++_revision)));
        Registry.Advance(1);
    }
}
