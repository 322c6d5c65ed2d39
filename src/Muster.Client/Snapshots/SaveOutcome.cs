namespace Muster.Client.Snapshots;

/// <summary>What became of a list that was to be kept on disk.</summary>
internal enum SaveOutcome
{
    Written,

    /// <summary>Beyond <see cref="SnapshotBounds.MaximumBytes"/>: what an earlier list left on disk stays, and ages.</summary>
    TooLarge,

    /// <summary>The disk refused.</summary>
    Failed,
}
