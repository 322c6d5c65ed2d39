using System.Globalization;
using Muster.Core.Watch;
using Muster.Protocol;
using Revision = Muster.Core.Watch.Revision;

namespace Muster.Server.Api;

/// <summary>What a reader of server-sent events holds, as the <c>id</c> of an event: <c>epoch.sequence.digest</c>.</summary>
internal static class WatchToken
{
    public static string Write(ServiceView view) => $"{view.Revision}.{ApiJson.Hex(view.Digest)}";

    /// <summary>Null when it is none of ours: the reader then gets the whole list, which is right whatever he holds.</summary>
    public static Held? Read(string token)
    {
        var parts = token.Split('.');
        return parts.Length == 3
            && ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            && ulong.TryParse(parts[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var digest)
            ? new Held { Revision = new Revision(epoch, sequence).ToWire(), Digest = digest }
            : null;
    }
}
