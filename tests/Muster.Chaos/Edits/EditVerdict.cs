using Muster.Protocol;

namespace Muster.Chaos.Edits;

/// <summary>Judges what a node tells after it was killed in the middle of one edit.</summary>
internal static class EditVerdict
{
    /// <summary>Whether the edit is there, and what is wrong with it; null where nothing is.</summary>
    /// <param name="changes">What it changes, as <see cref="EditKind.Changes"/> says.</param>
    /// <param name="before">What the node told before the edit.</param>
    /// <param name="after">What it tells after the kill.</param>
    /// <param name="audited">What the audit tells since the last edit that was answered before this one.</param>
    /// <param name="answered">Whether this one was.</param>
    public static (bool There, string? Fault) Of(
        IReadOnlyDictionary<string, string?> changes, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after, IReadOnlyList<AuditEntry> audited, bool answered)
    {
        var done = changes.Count(change => IsDone(change.Key, change.Value, before, after));
        var touched = before.Keys.Union(after.Keys).Where(key => before.GetValueOrDefault(key) != after.GetValueOrDefault(key)).ToList();
        var there = done > 0 && done == changes.Count;

        var fault = done != 0 && !there ? $"{done} of {changes.Count} changes are there"
            : answered && done != changes.Count ? "it was answered, and is not there"
            : touched.Except(there ? changes.Keys : []).FirstOrDefault() is { } other ? $"{other} has changed, too"
            : audited.Count != (there ? changes.Count : 0) ? $"{(there ? changes.Count : 0)} changes are there, and {audited.Count} entries in the audit"
            : null;
        return (there, fault);
    }

    private static bool IsDone(string key, string? into, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) => into switch
    {
        null => !after.ContainsKey(key),
        EditKind.Anew => after.TryGetValue(key, out var value) && value != before.GetValueOrDefault(key),
        _ => after.GetValueOrDefault(key) == into,
    };
}
