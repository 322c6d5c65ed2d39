using Muster.Protocol;

namespace Muster.Chaos.Edits;

/// <summary>What is a torn edit, and what is none.</summary>
public sealed class EditVerdicts
{
    /// <summary>Each state is "key=value, …"; of a change "key=" is a removal.</summary>
    [Theory]
    [InlineData("a=2, b=2", "a=1, b=1", "a=2, b=2", 2, true, true, null)]
    [InlineData("a=2, b=2", "a=1, b=1", "a=2, b=2", 2, false, true, null)]
    [InlineData("a=2, b=2", "a=1, b=1", "a=1, b=1", 0, false, false, null)]
    [InlineData("a=2, b=2", "", "", 0, true, false, "it was answered, and is not there")]
    [InlineData("a=2, b=2", "a=1, b=1", "a=2, b=1", 1, false, false, "1 of 2 changes are there")]
    [InlineData("a=2, b=2", "", "a=2, b=2", 1, true, true, "2 changes are there, and 1 entries in the audit")]
    [InlineData("a=2, b=2", "", "", 2, false, false, "0 changes are there, and 2 entries in the audit")]
    [InlineData("a=2", "a=1, c=1", "a=2, c=2", 1, true, true, "c has changed, too")]
    [InlineData("a=2", "a=1", "a=3", 0, false, false, "a has changed, too")]
    [InlineData("a=, b=", "a=1, b=1", "", 2, true, true, null)]
    [InlineData("a=, b=", "a=1, b=1", "b=1", 1, false, false, "1 of 2 changes are there")]
    [InlineData("a=*", "a=1", "a=1+2", 1, true, true, null)]
    [InlineData("a=*", "a=1", "a=1", 0, false, false, null)]
    [InlineData("a=*", "a=1", "", 0, false, false, "a has changed, too")]
    public void An_edit_is_wholly_there_or_wholly_not_and_the_audit_agrees(string changes, string before, string after, int audited, bool answered, bool there, string? fault)
    {
        var told = Enumerable.Range(0, audited).Select(static _ => new AuditEntry()).ToList();

        var verdict = EditVerdict.Of(Of(changes).ToDictionary(static one => one.Key, static one => one.Value.Length > 0 ? one.Value : null), Of(before), Of(after), told, answered);

        Assert.Equal((there, fault), verdict);
    }

    private static Dictionary<string, string> Of(string words) =>
        words.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(static one => one.Split('=')).ToDictionary(static one => one[0], static one => one[1]);
}
