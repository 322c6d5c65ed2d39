namespace Muster.Server.Control;

/// <summary>One thing that must survive.</summary>
/// <param name="Key">Carries the version of its format: <c>v1/…</c>.</param>
/// <param name="Value">A message of protobuf.</param>
/// <param name="Modified">The revision of the edit that last wrote it.</param>
internal sealed record ControlEntry(string Key, ReadOnlyMemory<byte> Value, ulong Modified);

/// <summary>What a range read finds, and the revision at which all of it held.</summary>
internal sealed record ControlPage(ulong Revision, IReadOnlyList<ControlEntry> Entries);
