using Muster.Protocol;

namespace Muster.Core.Overlays;

/// <summary>An overlay was laid, or taken off.</summary>
/// <param name="Key">Where.</param>
/// <param name="Words">What the operator said; null takes off whatever is there.</param>
/// <param name="Revision">Of the edit; names this overlay when it ends.</param>
/// <param name="Remaining">How long it still holds, zero or less for one that has ended meanwhile; null: until it is taken off.</param>
internal readonly record struct OverlayChange(OverlayKey Key, Overlay? Words, ulong Revision = 0, TimeSpan? Remaining = null);

/// <summary>Why an overlay ended by itself.</summary>
internal enum OverlayEnd
{
    /// <summary>Its time was up.</summary>
    Expired,

    /// <summary>It was bound to a run of the instance that is over.</summary>
    Outlived,
}
