using Muster.Core.Overlays;
using Muster.Protocol;
using Muster.Server.Control;

namespace Muster.Server.Audit;

/// <summary>An edit of control data in words: one entry for each key that it wrote.</summary>
/// <remarks>
/// What is kept under a key of a kind that is not named here is not told: it may be a secret. Who adds a kind of control data adds
/// its words to <see cref="Describe"/>.
/// </remarks>
internal static class EditWords
{
    /// <summary>All entries of one revision.</summary>
    public static IReadOnlyList<AuditEntry> Of(ControlNews.Changed edit)
    {
        var note = edit.Changes.FirstOrDefault(change => change.Key == Author.Key).Entry is { } entry ? EditNote.Parser.ParseFrom(entry.Value.Span) : new();
        var entries = new List<AuditEntry>();
        foreach (var change in edit.Changes)
        {
            if (change.Key == Author.Key) continue;
            var words = Describe(change);
            (words.Kind, words.By, words.From, words.Reason) = (AuditEntry.Types.Kind.Edit, note.By, note.From, note.Reason);
            (words.AtMs, words.Revision, words.Outcome) = (note.AtMs, edit.Revision, AuditTrail.Done);
            entries.Add(words);
        }

        return entries;
    }

    private static AuditEntry Describe(ControlChange change) => OverlayRecord.KeyOf(change.Key) is { } overlay ? DescribeOverlay(change, overlay)
        : PolicyRecord.RevisionOf(change.Key) is { } policy ? new() { What = change.Entry is null ? $"admission policy {policy} from the history" : $"admission policy {policy}" }
        : TokenRecord.NameOf(change.Key) is { } token ? new() { What = $"token {token}", Before = TokenRecord.TextOf(change.Before), After = TokenRecord.TextOf(change.Entry?.Value) }
        : PersistentRecord.KeyOf(change.Key) is var (service, id) ? new()
        {
            Namespace = service.Namespace, Service = service.Service, What = $"persistent {id}",
            Before = PersistentRecord.TextOf(change.Before), After = PersistentRecord.TextOf(change.Entry?.Value),
        }
        : new() { What = change.Key };

    private static AuditEntry DescribeOverlay(ControlChange change, OverlayKey overlay) => new()
    {
        Namespace = overlay.Service.Namespace, Service = overlay.Service.Service, What = $"{overlay.Field} of {overlay.Id}",
        Before = OverlayWords.ValueOf(change.Before), After = OverlayWords.ValueOf(change.Entry?.Value),
    };
}
