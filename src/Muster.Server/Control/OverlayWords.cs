using System.Globalization;
using Muster.Core.Overlays;
using Muster.Protocol;

namespace Muster.Server.Control;

/// <summary>An overlay as people write it: a field and a value, as in <c>weight=50</c>.</summary>
internal static class OverlayWords
{
    public const string Drained = "drained", Disabled = "disabled";

    public static string FieldOf(Overlay overlay) => OverlayRules.FieldOf(overlay);

    /// <summary>The value of an overlay as it is kept; empty where there is none.</summary>
    public static string ValueOf(ReadOnlyMemory<byte>? kept) => kept is { } words ? ValueOf(Overlay.Parser.ParseFrom(words.Span)) : "";

    public static string ValueOf(Overlay overlay) => overlay.WhatCase switch
    {
        Overlay.WhatOneofCase.Standing => overlay.Standing is Overlay.Types.Standing.Drained ? Drained : Disabled,
        Overlay.WhatOneofCase.Weight => overlay.Weight.ToString(CultureInfo.InvariantCulture),
        Overlay.WhatOneofCase.Zone => overlay.Zone,
        Overlay.WhatOneofCase.Label => overlay.Label.Value,
        _ => "",
    };

    /// <summary>An overlay of a field and a value, or what is wrong with them. A field alone (with null) names what is to be taken off.</summary>
    public static (Overlay? Overlay, string? Fault) Parse(string field, string? value)
    {
        var overlay = new Overlay();
        switch (field)
        {
            case OverlayRules.Weight when value is null: overlay.Weight = 0; break;
            case OverlayRules.Weight when uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var weight): overlay.Weight = weight; break;
            case OverlayRules.Weight: return (null, $"weight {Names.Quote(value)}: use a whole number from 0 to {Limits.Weight}.");
            case OverlayRules.Zone: overlay.Zone = value ?? ""; break;
            case OverlayRules.Standing when value is Drained or null: overlay.Standing = Overlay.Types.Standing.Drained; break;
            case OverlayRules.Standing when value is Disabled: overlay.Standing = Overlay.Types.Standing.Disabled; break;
            case OverlayRules.Standing: return (null, $"standing {Names.Quote(value)}: use {Drained} or {Disabled}.");
            case var label when label.StartsWith(OverlayRules.Label, StringComparison.Ordinal):
                overlay.Label = new Label { Key = label[OverlayRules.Label.Length..], Value = value ?? "" };
                break;
            default: return (null, $"{Names.Quote(field)} cannot be laid over an instance. Known are standing, weight, zone and label.KEY.");
        }

        return OverlayRules.FaultIn(overlay, removing: value is null) is { } fault ? (null, fault) : (overlay, null);
    }
}
