using System.ComponentModel;
using Muster.Core.Watch;

namespace Muster.Server.Api;

[Description("What turns the list of one revision into that of another.")]
internal sealed record DeltaJson(
    RevisionJson From,
    RevisionJson To,
    [property: Description("Of the list after the change.")] string Digest,
    bool Stale,
    IReadOnlyList<InstanceJson> Changed,
    IReadOnlyList<RemovalJson> Removed)
{
    public static DeltaJson Of(ServiceView view, WatchAnswer.Delta answer)
    {
        var changed = new List<InstanceJson>();
        var removed = new List<RemovalJson>();
        foreach (var change in view.Ring.Since(answer.From.Sequence))
        {
            if (view.Find(change.Id) is { } entry) changed.Add(InstanceJson.Of(entry));
            else removed.Add(new(change.Id, ApiJson.Word(change.Cause)));
        }

        return new(RevisionJson.Of(answer.From), RevisionJson.Of(view.Revision), ApiJson.Hex(view.Digest), view.Stale, changed, removed);
    }
}

[Description("An instance that left the list, and why.")]
internal sealed record RemovalJson(
    string Id,
    [property: Description("deregistered, drained, expired, probe-failed, disabled, policy, replaced-by-another or buried.")] string Cause);
