using System.ComponentModel;
using Muster.Core.Watch;

namespace Muster.Server.Api;

[Description("What the reader holds is the list; its revision and flag are told.")]
internal sealed record CurrentJson(RevisionJson Revision, string Digest, bool Stale)
{
    public static CurrentJson Of(ServiceView view) => new(RevisionJson.Of(view.Revision), ApiJson.Hex(view.Digest), view.Stale);
}
