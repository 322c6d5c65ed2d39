using System.Collections.Immutable;

namespace Muster.Server.Control;

/// <summary>All control data at one revision. Immutable: readers share it and never wait.</summary>
internal sealed class ControlImage
{
    private readonly ImmutableSortedDictionary<string, ControlEntry> _entries;

    private ControlImage(ulong revision, ImmutableSortedDictionary<string, ControlEntry> entries) => (Revision, _entries) = (revision, entries);

    public ulong Revision { get; }

    public static ControlImage Of(ControlPage page) =>
        new(page.Revision, page.Entries.ToImmutableSortedDictionary(entry => entry.Key, entry => entry, StringComparer.Ordinal));

    public ControlEntry? Find(string key) => _entries.GetValueOrDefault(key);

    /// <summary>Everything whose key begins so, sorted by key.</summary>
    public IEnumerable<ControlEntry> Range(string prefix) => _entries.Values.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal));

    public ControlImage With(ControlNews.Changed news)
    {
        var next = _entries.ToBuilder();
        foreach (var (key, entry, _) in news.Changes)
        {
            if (entry is null) next.Remove(key);
            else next[key] = entry;
        }

        return new(news.Revision, next.ToImmutable());
    }

    /// <summary>What turns this image into another one.</summary>
    public IReadOnlyList<ControlChange> ChangesTo(ControlImage other) =>
    [
        .. _entries.Keys.Where(key => other.Find(key) is null).Select(key => new ControlChange(key, null)),
        .. other._entries.Values.Where(entry => Find(entry.Key)?.Modified != entry.Modified).Select(entry => new ControlChange(entry.Key, entry)),
    ];
}
