namespace Muster.Server.Control;

/// <summary>A key was written, or (without an entry) deleted.</summary>
/// <param name="Key">What was written.</param>
/// <param name="Entry">What stands there now.</param>
/// <param name="Before">What stood there before; null: nothing, or it is not known.</param>
internal readonly record struct ControlChange(string Key, ControlEntry? Entry, ReadOnlyMemory<byte>? Before = null);

/// <summary>What a watch tells. Closed set.</summary>
internal abstract record ControlNews
{
    /// <summary>All changes of one revision.</summary>
    public sealed record Changed(ulong Revision, IReadOnlyList<ControlChange> Changes) : ControlNews;

    /// <summary>The history no longer reaches back to where the watch began: read the range anew, and watch from there. The last word of a watch.</summary>
    public sealed record Compacted(ulong OldestRevision) : ControlNews;
}
