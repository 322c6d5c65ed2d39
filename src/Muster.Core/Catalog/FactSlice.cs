using Muster.Core.Watch;

namespace Muster.Core.Catalog;

/// <summary>One fact as it is written down and restored.</summary>
/// <param name="Session">The session that held it, so that instances of one process are judged together.</param>
/// <param name="Client">Who the process says it is, for people.</param>
/// <param name="Caller">Whose credential it used: a thin client's instance may be renewed by that caller alone.</param>
/// <param name="TimeToLive">For a thin client's instance; null for one held by a stream.</param>
internal readonly record struct SavedFact(
    ServiceKey Service, ListedEntry Listed, ulong Incarnation, string Session, string Client, string Caller, TimeSpan? TimeToLive);

/// <summary>
/// A part of the facts: as many whole services as fit, in an order that does not change while slices are taken.
/// </summary>
/// <remarks>Facts of different services need not be of one moment: no service depends on another.</remarks>
/// <param name="from">The first service, counted from 0.</param>
internal sealed class FactSlice(int from)
{
    /// <summary>Facts after which a slice ends, so that taking it never makes a late tick.</summary>
    public const int Enough = 5_000;

    public int From { get; } = from;

    public List<SavedFact> Facts { get; } = [];

    /// <summary>Where the next slice starts; null when this was the last.</summary>
    public int? Next { get; set; }
}
