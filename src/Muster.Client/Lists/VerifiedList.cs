using Muster.Protocol;

namespace Muster.Client.Lists;

/// <summary>What became of a frame about a list.</summary>
internal enum Proof
{
    /// <summary>The list is now the registry's, proven by its digest.</summary>
    Verified,

    /// <summary>A page of several; the rest is still to come.</summary>
    Incomplete,

    /// <summary>Older than what is held.</summary>
    Outdated,

    /// <summary>A frame before this one is missing. Nothing was changed: ask again, telling what is held.</summary>
    Missed,

    /// <summary>It fits what is held, and its digest does not come out. Nothing was changed: ask again, telling nothing.</summary>
    Disproved,
}

/// <summary>One service's list exactly as the registry has it: every step is proven by its digest before it counts.</summary>
internal sealed class VerifiedList(string service)
{
    private readonly SortedDictionary<string, ServiceInstance> _instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RemovalCause> _causes = new(StringComparer.Ordinal);
    private readonly SnapshotPages _pages = new();
    private bool _ordered;

    public string Service { get; } = service;

    public ListRevision Revision { get; private set; }

    public ulong Digest { get; private set; }

    public bool Stale { get; private set; }

    /// <summary>Whether anything was ever held, so that it makes sense to name it to the registry.</summary>
    public bool Known { get; private set; }

    public IReadOnlyDictionary<string, ServiceInstance> Instances => _instances;

    /// <summary>Why instances left, as far as deltas said since this was last cleared.</summary>
    public Dictionary<string, RemovalCause> Causes => _causes;

    public Proof Apply(ServiceSnapshot page)
    {
        var revision = RevisionOf(page.Revision);
        if (IsOlder(revision)) return Proof.Outdated;
        if (!_pages.Add(page, revision)) return Proof.Incomplete;

        var mask = page.Buckets;
        var digest = 0UL;
        var kept = _instances.Values.Where(instance => (mask >> ListDigest.Bucket(instance.Id) & 1) == 0).ToList();
        var all = kept.Concat(_pages.Take().Select(listed => new ServiceInstance(listed))).ToList();
        foreach (var instance in all) digest += instance.DigestPart;
        _pages.Clear();   // proven or not, they have served
        if (digest != page.Digest) return Proof.Disproved;

        _instances.Clear();
        foreach (var instance in all) List(instance);
        Hold(revision, digest, page.Stale);
        return Proof.Verified;
    }

    public Proof Apply(ServiceDelta delta)
    {
        var (from, to) = (RevisionOf(delta.From), RevisionOf(delta.To));
        if (from != Revision && IsOlder(to)) return Proof.Outdated;
        if (!Known || from != Revision) return Proof.Missed;

        var digest = Digest;
        var changed = delta.Changed.Select(listed => new ServiceInstance(listed)).ToList();
        foreach (var instance in changed) digest += instance.DigestPart - PartOf(instance.Id);
        foreach (var removal in delta.Removed) digest -= PartOf(removal.Id);
        if (digest != delta.Digest) return Proof.Disproved;

        foreach (var instance in changed) List(instance);
        foreach (var removal in delta.Removed)
            if (_instances.Remove(removal.Id)) _causes[removal.Id] = CauseOf(removal.Cause);
        Hold(to, digest, delta.Stale);
        return Proof.Verified;
    }

    /// <summary>
    /// Another node may speak now: its revisions have nothing to do with those held, until it has answered once.
    /// </summary>
    public void OnNewConnection()
    {
        _ordered = false;
        _pages.Clear();
    }

    /// <summary>What to tell the registry that is held; null when nothing is.</summary>
    public Held? ToHeld()
    {
        if (!Known) return null;
        var held = new Held { Revision = new Revision { Epoch = Revision.Epoch, Sequence = Revision.Sequence }, Digest = Digest };
        if (_instances.Count < 2 * ListDigest.Buckets) return held;   // the list costs little more than its buckets

        var buckets = new ulong[ListDigest.Buckets];
        foreach (var instance in _instances.Values) buckets[ListDigest.Bucket(instance.Id)] += instance.DigestPart;
        held.Buckets.Add(buckets);
        return held;
    }

    private void List(ServiceInstance instance)
    {
        _instances[instance.Id] = instance;
        _causes.Remove(instance.Id);   // it is back: why it once left explains no later loss
    }

    private void Hold(ListRevision revision, ulong digest, bool stale)
    {
        (Revision, Digest, Stale, Known) = (revision, digest, stale, true);
        _ordered = true;
        _pages.Clear();
    }

    private ulong PartOf(string id) => _instances.TryGetValue(id, out var instance) ? instance.DigestPart : 0;

    private bool IsOlder(ListRevision revision) =>
        _ordered && revision.Epoch == Revision.Epoch && revision.Sequence <= Revision.Sequence;

    private static ListRevision RevisionOf(Revision? wire) => wire is null ? default : new(wire.Epoch, wire.Sequence);

    private static RemovalCause CauseOf(Cause cause) => cause switch
    {
        Cause.Deregistered => RemovalCause.Deregistered,
        Cause.Drained => RemovalCause.Drained,
        Cause.Expired => RemovalCause.Expired,
        Cause.ProbeFailed => RemovalCause.ProbeFailed,
        Cause.Disabled => RemovalCause.Disabled,
        Cause.Policy => RemovalCause.Policy,
        Cause.ReplacedByAnother => RemovalCause.Replaced,
        Cause.Buried => RemovalCause.Buried,
        _ => RemovalCause.Unknown,
    };
}
