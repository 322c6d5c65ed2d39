using Muster.Core.Catalog;

namespace Muster.Testing.Simulated;

/// <summary>Takes a registry's catalog as its checkpoint would hold it.</summary>
internal static class Checkpoint
{
    /// <param name="export">Fills one slice.</param>
    public static SavedCatalog Take(Action<FactSlice> export)
    {
        var (facts, removals) = (new List<SavedFact>(), new List<SavedRemoval>());
        for (SlicePlace? next = SlicePlace.Start; next is { } from;)
        {
            var slice = new FactSlice(from);
            export(slice);
            facts.AddRange(slice.Facts);
            removals.AddRange(slice.Removals);
            next = slice.Next;
        }

        return new(facts, removals);
    }
}
