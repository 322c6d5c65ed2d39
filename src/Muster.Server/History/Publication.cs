using Muster.Core.Catalog;
using Muster.Core.Watch;

namespace Muster.Server.History;

/// <summary>A published list on its way to the journal.</summary>
/// <param name="Service">Whose.</param>
/// <param name="Reached">How far the journal is once it has it.</param>
/// <param name="Edits">How it differs from the one before.</param>
/// <param name="At">Unix time in milliseconds.</param>
internal readonly record struct Publication(ServiceKey Service, Reached Reached, IReadOnlyList<ViewEdit> Edits, long At)
{
    /// <summary>What it counts for in the queue.</summary>
    public int Weight => Math.Max(1, Edits.Count);
}

/// <summary>How far the journal tells of a service, and whether nobody is listed then.</summary>
internal readonly record struct Reached(Revision Revision, bool IsEmpty);
