using System.Collections.Immutable;
using Muster.Client.Snapshots;

namespace Muster.Client.Lists;

/// <summary>
/// This process's copy of one service: the registry's list as verified, and the list that the application is shown,
/// which differs from it only while <see cref="ShrinkGuard"/> doubts a loss.
/// </summary>
internal sealed class ServiceCopy
{
    private TimeSpan? _doubtSince;
    private DateTimeOffset _savedAt;

    public ServiceCopy(string service)
    {
        Verified = new VerifiedList(service);
        Shown = ServiceList.Unknown(service);
    }

    public VerifiedList Verified { get; }

    public ServiceList Shown { get; private set; }

    /// <summary>Whether the registry has answered this subscription on this connection.</summary>
    public bool Answered { get; set; }

    /// <summary>The registry waits to hear that the list is in use.</summary>
    public bool AskedToConfirm { get; set; }

    /// <summary>A digest did not come out: until one does, the registry is told of nothing that is held.</summary>
    public bool Doubtful { get; set; }

    /// <summary>When the guard must be asked again; null while it doubts nothing, or waits for the registry's own doubt to end.</summary>
    public TimeSpan? DoubtEnds { get; private set; }

    /// <summary>Takes a list from disk, before the registry was heard.</summary>
    public ServiceChange? Restore(SavedList saved, TimeSpan now)
    {
        _savedAt = saved.SavedAt;
        return Verified.Apply(saved.List) is Proof.Verified ? Show(ListSource.Snapshot, now) : null;
    }

    /// <summary>Shows what is verified, as far as the guard lets it; null when that is what is shown already.</summary>
    public ServiceChange? Show(ListSource source, TimeSpan now)
    {
        var verified = Verified.Instances;
        var missing = new List<ServiceInstance>();
        var lost = 0;

        foreach (var instance in Shown.Instances)
        {
            if (verified.ContainsKey(instance.Id)) continue;
            missing.Add(instance);
            if (!ShrinkGuard.IsVoluntary(CauseOf(instance.Id))) lost++;
        }

        var doubted = _doubtSince is { } since ? now - since : TimeSpan.Zero;
        var holds = ShrinkGuard.Holds(Shown.Count, lost, verified.Count, Verified.Stale, doubted);
        _doubtSince = holds ? _doubtSince ?? now : null;
        DoubtEnds = holds && doubted < ShrinkGuard.Confirmation ? _doubtSince + ShrinkGuard.Confirmation : null;

        var kept = holds ? missing.Where(instance => !ShrinkGuard.IsVoluntary(CauseOf(instance.Id))) : [];
        var next = verified.Values.Concat(kept).OrderBy(instance => instance.Id, StringComparer.Ordinal).ToImmutableArray();
        var changes = ListDiff.Between(Shown.Instances, next.AsSpan(), Verified.Causes);
        var same = changes.Count == 0 && Shown.Revision == Verified.Revision && Shown.Source == source
            && Shown.Stale == Verified.Stale && Shown.HeldBack == holds;
        if (same) return null;

        Shown = new ServiceList(Verified.Service, next, Verified.Revision, Verified.Digest, source, Verified.Stale, holds)
        {
            SavedAt = source is ListSource.Snapshot ? _savedAt : null,
        };
        if (!holds) Verified.Causes.Clear();
        return new ServiceChange(Shown, changes);
    }

    private RemovalCause CauseOf(string id) => Verified.Causes.GetValueOrDefault(id, RemovalCause.Unknown);
}
