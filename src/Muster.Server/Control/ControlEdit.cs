namespace Muster.Server.Control;

/// <summary>A put, or (without a value) a delete.</summary>
/// <param name="Key">What is written.</param>
/// <param name="Value">Null deletes.</param>
/// <param name="Expected">The revision that the key must have been written at, 0 for a key that must not exist; null: whatever.</param>
internal sealed record ControlOperation(string Key, ReadOnlyMemory<byte>? Value, ulong? Expected = null);

/// <summary>Operations on different keys that happen together, at one revision, or not at all.</summary>
internal sealed record ControlEdit(IReadOnlyList<ControlOperation> Operations)
{
    /// <summary>What the edit rests on and does not write: keys that must exist, as written at these revisions.</summary>
    public IReadOnlyList<ControlEntry> RestsOn { get; init; } = [];
}

/// <summary>What became of an edit. Closed set.</summary>
internal abstract record ControlAnswer
{
    /// <summary>It is on disk, and will be seen by every watch.</summary>
    public sealed record Done(ulong Revision) : ControlAnswer;

    /// <summary>A key was written at another revision than expected (0: it does not exist). Nothing was changed.</summary>
    public sealed record Overtaken(string Key, ulong Modified) : ControlAnswer;

    /// <summary>The engine cannot write now. Nothing was changed, unless the words say otherwise.</summary>
    public sealed record Unavailable(string Why) : ControlAnswer;
}
