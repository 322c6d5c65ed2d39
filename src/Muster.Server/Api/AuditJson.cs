using System.ComponentModel;
using Muster.Protocol;

namespace Muster.Server.Api;

[Description("What was done at a node.")]
internal sealed record AuditJson([property: Description("The newest first.")] IReadOnlyList<AuditEntryJson> Entries)
{
    public static AuditJson Of(IEnumerable<AuditEntry> entries) => new([.. entries.Select(AuditEntryJson.Of)]);
}

[Description("One thing that somebody did, or was refused.")]
internal sealed record AuditEntryJson(
    ulong Number,
    DateTimeOffset At,
    [property: Description("edit, instruction, login, denied, registration (refused), copy, or gap (entries are missing here).")] string Kind,
    [property: Description("The caller's name, by his credential; empty: nobody is known by it; registry: the node itself.")] string By,
    [property: Description("The address that he called from.")] string From,
    string Namespace,
    string Service,
    string What,
    string Before,
    string After,
    [property: Description("done, or why not.")] string Outcome,
    string Reason,
    [property: Description("Of the control data, for an edit that was done; else 0.")] ulong Revision)
{
    public static AuditEntryJson Of(AuditEntry entry) => new(
        entry.Number, DateTimeOffset.FromUnixTimeMilliseconds(entry.AtMs), Word(entry.Kind), entry.By, entry.From, entry.Namespace, entry.Service,
        entry.What, entry.Before, entry.After, entry.Outcome, entry.Reason, entry.Revision);

    public static string Word(AuditEntry.Types.Kind kind) => kind switch
    {
        AuditEntry.Types.Kind.Edit => "edit",
        AuditEntry.Types.Kind.Login => "login",
        AuditEntry.Types.Kind.Denied => "denied",
        AuditEntry.Types.Kind.Registration => "registration",
        AuditEntry.Types.Kind.Copy => "copy",
        AuditEntry.Types.Kind.Gap => "gap",
        AuditEntry.Types.Kind.Instruction => "instruction",
        _ => $"kind {(int)kind}",   // of a newer node
    };
}
