using System.ComponentModel;
using Revision = Muster.Core.Watch.Revision;

namespace Muster.Server.Api;

[Description("Orders the lists of one service at one node: its start counter, then a count of published changes.")]
internal sealed record RevisionJson(ulong Epoch, ulong Sequence)
{
    public static RevisionJson Of(Revision revision) => new(revision.Epoch, revision.Sequence);
}
