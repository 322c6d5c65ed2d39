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
/// <param name="Remarks">What is to be said of few instances; null where nothing is.</param>
internal readonly record struct Fact(ListedEntry Listed, Session Holder, ulong Incarnation, Vital Vital, Remarks? Remarks = null)
{
    /// <summary>Where it stands among what its holder holds; -1 where it does not yet. Kept by <see cref="Holdings"/>.</summary>
    public int Place { get; init; } = -1;

    /// <summary>What is wrong with its answers, in words; null where nothing is.</summary>
    public string? Ailment
    {
        get => Remarks?.Ailment;
        init => Remarks = Remarks.Of(value, Laid, Quarantined, Watched);
    }

    /// <summary>What operators laid over it; null where nothing is.</summary>
    public Laid? Laid
    {
        get => Remarks?.Laid;
        init => Remarks = Remarks.Of(Ailment, value, Quarantined, Watched);
    }

    /// <summary>Why the admission policy keeps it from consumers; null where it does not.</summary>
    public string? Quarantined
    {
        get => Remarks?.Quarantined;
        init => Remarks = Remarks.Of(Ailment, Laid, value, Watched);
    }

    /// <summary>What is known of it by detectors; null where nobody asks it.</summary>
    public Watched? Watched
    {
        get => Remarks?.Watched;
        init => Remarks = Remarks.Of(Ailment, Laid, Quarantined, value);
    }

    public Belief Belief => Watched is null ? new(Vital, Vital is Vital.Up ? "" : Holder.Because) : new(Vital, Watched.Because, Watched.Hard);

    /// <summary>How detectors may ask it, complete; null: nobody does.</summary>
    public Probe? Probe => Watched?.Probe;

    /// <summary>How detectors ask it now: nobody asks whom the policy keeps from consumers.</summary>
    public Probe? Asked => Quarantined is null ? Probe : null;

    /// <summary>Locations that see it down while others do not, divided by commas.</summary>
    public string DownIn => Watched?.DownIn ?? "";

    /// <summary>Why it is kept from consumers at somebody's wish, as they are told; null when it is not. It then counts for no budget either.</summary>
    public Cause? Concealed => Quarantined is null ? Laid?.Concealed : Cause.Policy;

    /// <summary>Nobody holds it any more, although its service may hear of that a little later.</summary>
    public bool IsOver => Holder.Vital is Vital.Dead;

    /// <summary>For one that is dead: since when, on the machine's clock.</summary>
    public TimeSpan DeadSince => Watched?.Since ?? Holder.JudgedAt;

    /// <summary>Where consumers believe it is.</summary>
    public string Zone => Laid?.Zone ?? Listed.Zone;

    public Fact Believing(Belief belief, string downIn, TimeSpan now) => this with
    {
        Vital = belief.Vital,
        Watched = Watched is null ? null : new(Watched.Probe, belief.Because, belief.Hard, belief.Vital == Vital ? Watched.Since : now, downIn),
    };
}

/// <summary>What is known of an instance that detectors ask. A value, so that one that nobody asks costs nothing.</summary>
/// <param name="Probe">How they may ask it, complete.</param>
/// <param name="Because">Why it is not up; empty while it is.</param>
/// <param name="Hard">Its death is proven.</param>
/// <param name="Since">When it came to be believed so, on the machine's clock.</param>
/// <param name="DownIn">Locations that see it down while others do not, divided by commas.</param>
internal sealed record Watched(Probe Probe, string Because, bool Hard, TimeSpan Since, string DownIn);

/// <summary>What is said of few instances, and so takes no place in the others.</summary>
internal sealed record Remarks(string? Ailment, Laid? Laid, string? Quarantined, Watched? Watched)
{
    public static Remarks? Of(string? ailment, Laid? laid, string? quarantined, Watched? watched) =>
        ailment is null && laid is null && quarantined is null && watched is null ? null : new(ailment, laid, quarantined, watched);
}
