namespace Muster.Core.Catalog;

/// <summary>All that outlives a node's run.</summary>
internal sealed record SavedCatalog(IReadOnlyCollection<SavedFact> Facts, IReadOnlyCollection<SavedRemoval> Removals)
{
    public static readonly SavedCatalog Empty = new([], []);

    /// <summary>
    /// The facts that their own removals have not overtaken: the catalog is written slice by slice, and an instance may go between two.
    /// </summary>
    public IEnumerable<SavedFact> Standing()
    {
        var removed = Removals.ToDictionary(removal => (removal.Service, removal.Id), removal => removal.Incarnation);
        return Facts.Where(fact => fact.Incarnation > removed.GetValueOrDefault((fact.Service, fact.Listed.Id)));
    }
}
