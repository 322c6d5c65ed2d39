using Muster.Peers;
using Muster.Protocol;

namespace Muster.Load.Registry;

/// <summary>The list of a service as a consumer holds it, proven by its digest. Shared by all who hold the same.</summary>
internal sealed class HeldList
{
    public static readonly HeldList Nothing = new([], new Revision(), 0, 0, isWhole: false);

    private readonly Dictionary<string, ulong> _parts;

    private HeldList(Dictionary<string, ulong> parts, Revision revision, ulong digest, int latest, bool isWhole)
    {
        (_parts, Revision, Digest, Event, IsWhole) = (parts, revision, digest, latest, isWhole);
    }

    public Revision Revision { get; }

    public ulong Digest { get; }

    /// <summary>The number of the latest event that the list shows.</summary>
    public int Event { get; }

    /// <summary>False while pages of a snapshot are missing.</summary>
    public bool IsWhole { get; }

    public int Count => _parts.Count;

    /// <summary>What a frame makes of it.</summary>
    /// <param name="down">A snapshot's page or a delta.</param>
    /// <param name="removalOf">The event that takes an instance out.</param>
    /// <exception cref="InvalidDataException">The digest says that this is not the registry's list.</exception>
    public HeldList After(Down down, Func<string, int> removalOf) => down.FrameCase is Down.FrameOneofCase.Snapshot
        ? After(down.Snapshot)
        : After(down.Delta, removalOf);

    private HeldList After(ServiceSnapshot page)
    {
        var parts = page.Page == 0 ? [] : new Dictionary<string, ulong>(_parts);
        var latest = page.Page == 0 ? 0 : Event;
        foreach (var listed in page.Instances) latest = Math.Max(latest, Put(parts, listed));
        return page.Last ? Proven(parts, page.Revision, page.Digest, latest) : new(parts, page.Revision, 0, latest, isWhole: false);
    }

    private HeldList After(ServiceDelta delta, Func<string, int> removalOf)
    {
        if (delta.From.Equals(delta.To) || delta.Changed.Count + delta.Removed.Count == 0)
            return Proven(_parts, delta.To, delta.Digest, Event);
        if (!delta.From.Equals(Revision)) throw new InvalidDataException($"A delta from {delta.From}, where {Revision} is held.");

        var parts = new Dictionary<string, ulong>(_parts);
        var latest = Event;
        foreach (var listed in delta.Changed) latest = Math.Max(latest, Put(parts, listed));
        foreach (var removed in delta.Removed)
        {
            parts.Remove(removed.Id);
            latest = Math.Max(latest, removalOf(removed.Id));
        }

        return Proven(parts, delta.To, delta.Digest, latest);
    }

    private static int Put(Dictionary<string, ulong> parts, Listed listed)
    {
        parts[listed.Instance.Id] = ListDigest.Entry(listed.Instance.Id, listed.Version);
        return listed.Instance.Metadata.TryGetValue(MusterItem.EventKey, out var value) ? Item.EventIn(System.Text.Encoding.ASCII.GetBytes(value)) : 0;
    }

    private static HeldList Proven(Dictionary<string, ulong> parts, Revision revision, ulong digest, int latest)
    {
        var sum = 0UL;
        foreach (var part in parts.Values) sum += part;
        return sum == digest
            ? new(parts, revision, digest, latest, isWhole: true)
            : throw new InvalidDataException($"A list of {parts.Count} instances has the digest {sum:x16}, and the registry says {digest:x16}.");
    }
}
