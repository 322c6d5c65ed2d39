using System.Collections.Immutable;

namespace Muster.Client;

/// <summary>Where a list comes from.</summary>
public enum ListSource
{
    /// <summary>Nowhere: nothing is known of the service yet.</summary>
    Nothing,

    /// <summary>The disk: it is what an earlier run of this program was told last.</summary>
    Snapshot,

    /// <summary>The registry.</summary>
    Registry,
}

/// <summary>Orders the lists of one service at one registry node.</summary>
/// <param name="Epoch">The node's start counter.</param>
/// <param name="Sequence">The count of published changes.</param>
public readonly record struct ListRevision(ulong Epoch, ulong Sequence)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Epoch}.{Sequence}";
}

/// <summary>The instances of one service at one moment. Immutable: hold it as long as a decision takes.</summary>
public sealed class ServiceList
{
    private readonly ImmutableArray<ServiceInstance> _instances;

    /// <summary>A list as if the registry had told it, for a directory of your own. Of instances with one id, the last stays.</summary>
    public ServiceList(string service, IEnumerable<ServiceInstance> instances)
        : this(service, Sorted(instances), default, 0, ListSource.Registry, stale: false, held: false)
    {
    }

    internal ServiceList(string service, ImmutableArray<ServiceInstance> instances, ListRevision revision, ulong digest, ListSource source, bool stale, bool held)
    {
        (Service, _instances, Revision, Digest) = (service, instances, revision, digest);
        (Source, Stale, HeldBack) = (source, stale, held);
    }

    /// <summary>The name that was subscribed to.</summary>
    public string Service { get; }

    /// <summary>The instances, sorted by id.</summary>
    public ReadOnlySpan<ServiceInstance> Instances => _instances.AsSpan();

    /// <summary>How many there are.</summary>
    public int Count => _instances.Length;

    /// <summary>The revision that the registry gave this list.</summary>
    public ListRevision Revision { get; }

    /// <summary>The registry's proof of the list as it last told it.</summary>
    public ulong Digest { get; }

    /// <summary>Where the list comes from.</summary>
    public ListSource Source { get; }

    /// <summary>When the registry last stood by a list that comes from <see cref="ListSource.Snapshot"/>; null for any other.</summary>
    public DateTimeOffset? SavedAt { get; internal init; }

    /// <summary>The registry itself knows this list only from before its restart.</summary>
    public bool Stale { get; }

    /// <summary>
    /// The registry's list has lost so many instances, without anyone's word, that the old ones are kept until it is
    /// confirmed.
    /// </summary>
    public bool HeldBack { get; }

    /// <summary>The instance of an id; null when it is not listed.</summary>
    public ServiceInstance? Find(string id)
    {
        int low = 0, high = _instances.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(_instances[middle].Id, id);
            if (order == 0) return _instances[middle];
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return null;
    }

    private static ImmutableArray<ServiceInstance> Sorted(IEnumerable<ServiceInstance> instances)
    {
        var byId = new SortedDictionary<string, ServiceInstance>(StringComparer.Ordinal);
        foreach (var instance in instances) byId[instance.Id] = instance;
        return [.. byId.Values];
    }

    internal static ServiceList Unknown(string service) =>
        new(service, [], default, 0, ListSource.Nothing, stale: false, held: false);
}
