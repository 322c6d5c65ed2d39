using Muster.Core.Catalog;
using Muster.Core.Watch;
using Muster.Protocol;
using Standing = Muster.Protocol.Overlay.Types.Standing;

namespace Muster.Core.Overlays;

/// <summary>All that operators laid over one run of an instance, together. A value.</summary>
/// <param name="Standing">Why it is kept from consumers; unspecified where it is not.</param>
/// <param name="Weight">Instead of the provider's; null: the provider's holds.</param>
/// <param name="Zone">Instead of the provider's; null: the provider's holds.</param>
/// <param name="Labels">Over the provider's metadata; keys that are not named stay as the provider said.</param>
internal sealed record Laid(Standing Standing, uint? Weight, string? Zone, IReadOnlyList<Label> Labels)
{
    /// <summary>Who gave it its standing, and why.</summary>
    public (string Author, string Reason) Word { get; private init; } = ("", "");

    /// <summary>What consumers are told when it is taken out; null when it is not.</summary>
    public Cause? Concealed => Standing switch
    {
        Standing.Unspecified => null,
        Standing.Drained => Cause.Drained,
        Standing.Disabled => Cause.Disabled,
        _ => throw new InvalidOperationException($"Unknown standing {Standing}."),
    };

    /// <summary>Overlays on different fields, together; null when there are none.</summary>
    public static Laid? Of(IEnumerable<Overlay> overlays)
    {
        var (standing, weight, zone, labels) = (Standing.Unspecified, default(uint?), default(string), new List<Label>());
        var word = ("", "");
        var any = false;
        foreach (var overlay in overlays)
        {
            any = true;
            switch (overlay.WhatCase)
            {
                case Overlay.WhatOneofCase.Standing: (standing, word) = (overlay.Standing, (overlay.Author, overlay.Reason)); break;
                case Overlay.WhatOneofCase.Weight: weight = overlay.Weight; break;
                case Overlay.WhatOneofCase.Zone: zone = overlay.Zone; break;
                case Overlay.WhatOneofCase.Label: labels.Add(overlay.Label); break;
            }
        }

        return any ? new(standing, weight, zone, labels) { Word = word } : null;
    }

    /// <summary>What consumers get of an instance. Fields that this version does not know are kept.</summary>
    public ListedEntry Over(ListedEntry own)
    {
        if (Weight is null && Zone is null && Labels.Count == 0) return own;

        var instance = Instance.Parser.ParseFrom(own.Instance);
        if (Weight is { } weight) instance.Weight = weight;
        if (Zone is { } zone) instance.Zone = zone;
        foreach (var label in Labels) instance.Metadata[label.Key] = label.Value;
        return own.Under(InstanceRules.Encode(instance));
    }
}
