using System.Text;
using Muster.Protocol;

namespace Muster.Core.Overlays;

/// <summary>What an operator may lay over an instance.</summary>
internal static class OverlayRules
{
    public const string Standing = "standing", Weight = "weight", Zone = "zone", Label = "label.";

    /// <summary>Names the one thing that an overlay is about: <c>standing</c>, <c>weight</c>, <c>zone</c> or <c>label.KEY</c>.</summary>
    public static string FieldOf(Overlay overlay) => overlay.WhatCase switch
    {
        Overlay.WhatOneofCase.Standing => Standing,
        Overlay.WhatOneofCase.Weight => Weight,
        Overlay.WhatOneofCase.Zone => Zone,
        Overlay.WhatOneofCase.Label => Label + overlay.Label.Key,
        _ => "",
    };

    /// <summary>Null when an overlay keeps every rule; else the first fault, in words.</summary>
    /// <param name="overlay">What is to be laid over.</param>
    /// <param name="removing">Whether it only names what is to be taken off, so that its value does not matter.</param>
    public static string? FaultIn(Overlay? overlay, bool removing) => overlay switch
    {
        null or { WhatCase: Overlay.WhatOneofCase.None } => "an edit names nothing to lay over. Known are standing, weight, zone and labels.",
        { WhatCase: Overlay.WhatOneofCase.Label, Label.Key: var key } when key.Length is 0 or > Limits.MetadataKey || key.Any(char.IsControl) =>
            $"label key {Names.Quote(key)}: use 1 to {Limits.MetadataKey} characters, none of them a control character.",
        _ when removing => null,
        { WhatCase: Overlay.WhatOneofCase.Standing, Standing: not (Overlay.Types.Standing.Drained or Overlay.Types.Standing.Disabled) } =>
            "standing: use drained or disabled, or take the overlay off to list the instance again.",
        { WhatCase: Overlay.WhatOneofCase.Weight, Weight: > Limits.Weight } => $"weight {overlay.Weight}: use 0 to {Limits.Weight}.",
        { WhatCase: Overlay.WhatOneofCase.Zone } => Names.FaultInPlace("zone", overlay.Zone),
        { WhatCase: Overlay.WhatOneofCase.Label } when Encoding.UTF8.GetByteCount(overlay.Label.Value) is > Limits.OverlayLabel and var bytes =>
            $"label {Names.Quote(overlay.Label.Key)} has {bytes} bytes; the limit is {Limits.OverlayLabel}.",
        _ => null,
    };

    /// <summary>Null when a reason is one.</summary>
    public static string? FaultInReason(string reason) => reason.Trim().Length switch
    {
        0 => "a reason is missing: say why, for whoever finds this later.",
        > Limits.Reason => $"the reason has {reason.Length} characters; the limit is {Limits.Reason}.",
        _ => null,
    };
}
