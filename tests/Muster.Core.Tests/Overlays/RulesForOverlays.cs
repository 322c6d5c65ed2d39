using Muster.Core.Overlays;
using Muster.Protocol;

namespace Muster.Core.Tests.Overlays;

public sealed class RulesForOverlays
{
    public static TheoryData<string, string?> Overlays => new()
    {
        { """{ "weight": 0 }""", null },
        { """{ "weight": 10000 }""", null },
        { """{ "weight": 10001 }""", "weight 10001: use 0 to 10000." },
        { """{ "zone": "east" }""", null },
        { """{ "zone": "far east" }""", "zone 'far east': use at most 64 letters, digits and . _ -." },
        { """{ "standing": "DRAINED" }""", null },
        { """{ "standing": "STANDING_UNSPECIFIED" }""", "standing: use drained or disabled, or take the overlay off to list the instance again." },
        { """{ "label": { "key": "canary", "value": "yes" } }""", null },
        { """{ "label": { "key": "", "value": "yes" } }""", "label key '': use 1 to 64 characters, none of them a control character." },
        { "{}", "an edit names nothing to lay over. Known are standing, weight, zone and labels." },
    };

    [Theory]
    [MemberData(nameof(Overlays))]
    public void What_may_be_laid_over(string overlay, string? fault) =>
        Assert.Equal(fault, OverlayRules.FaultIn(Overlay.Parser.ParseJson(overlay), removing: false));

    [Fact]
    public void What_is_taken_off_needs_no_value() =>
        Assert.Null(OverlayRules.FaultIn(new Overlay { Weight = 999_999 }, removing: true));

    [Fact]
    public void A_label_has_a_length() =>
        Assert.Equal("label 'k' has 257 bytes; the limit is 256.", OverlayRules.FaultIn(new Overlay { Label = new Label { Key = "k", Value = new string('x', 257) } }, removing: false));

    [Theory]
    [InlineData("", "a reason is missing: say why, for whoever finds this later.")]
    [InlineData("  ", "a reason is missing: say why, for whoever finds this later.")]
    [InlineData("because", null)]
    public void A_reason_is_given(string reason, string? fault) => Assert.Equal(fault, OverlayRules.FaultInReason(reason));
}
