using Muster.Protocol;

namespace Muster.Client.Lists;

/// <summary>Collects the pages of one snapshot, in whatever order and however often they come.</summary>
internal sealed class SnapshotPages
{
    private readonly SortedDictionary<uint, ServiceSnapshot> _pages = [];
    private ListRevision _revision;
    private ulong _buckets;
    private uint? _last;

    /// <summary>Adds a page; true when all are there. A page of another snapshot starts over.</summary>
    public bool Add(ServiceSnapshot page, ListRevision revision)
    {
        if (revision != _revision || page.Buckets != _buckets) Clear();
        (_revision, _buckets) = (revision, page.Buckets);
        _pages[page.Page] = page;
        if (page.Last) _last = page.Page;
        return _last is { } last && _pages.Count == last + 1;
    }

    /// <summary>The instances of all pages.</summary>
    public IEnumerable<Listed> Take() => _pages.Values.SelectMany(page => page.Instances);

    public void Clear()
    {
        _pages.Clear();
        _last = null;
    }
}
