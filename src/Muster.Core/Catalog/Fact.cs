using Muster.Core.Health;
using Muster.Core.Overlays;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Catalog;

/// <summary>What is known of one instance: the provider's word and the machine's belief. A value: every event makes a new one.</summary>
/// <param name="Listed">The provider's own word, in the form that consumers get when it is listed and nothing is laid over it.</param>
/// <param name="Holder">The session it hangs on. Not visible to consumers, so moving it changes no list.</param>
/// <param name="Incarnation">Orders the claims to this id.</param>
/// <param name="Vital">The belief about its process, as far as its service has heard of it.</param>
/// <param name="Ailment">What is wrong with its answers, in words; null where nothing is.</param>
/// <param name="Laid">What operators laid over it; null where nothing is.</param>
/// <param name="Quarantined">Why the admission policy keeps it from consumers; null where it does not.</param>
internal readonly record struct Fact(
    ListedEntry Listed, Session Holder, ulong Incarnation, Vital Vital, string? Ailment = null, Laid? Laid = null, string? Quarantined = null)
{
    /// <summary>Why it is kept from consumers at somebody's wish, as they are told; null when it is not. It then counts for no budget either.</summary>
    public Cause? Concealed => Quarantined is null ? Laid?.Concealed : Cause.Policy;

    /// <summary>Nobody holds it any more, although its service may hear of that a little later.</summary>
    public bool IsOver => Holder.Vital is Vital.Dead;

    /// <summary>For one that is dead: since when, on the machine's clock.</summary>
    public TimeSpan DeadSince => Holder.JudgedAt;

    /// <summary>Where consumers believe it is.</summary>
    public string Zone => Laid?.Zone ?? Listed.Zone;
}
