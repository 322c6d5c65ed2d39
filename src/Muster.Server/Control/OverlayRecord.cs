using Muster.Core.Catalog;
using Muster.Core.Overlays;
using Muster.Protocol;

namespace Muster.Server.Control;

/// <summary>How an overlay is kept: <c>v1/overlays/NAMESPACE/SERVICE/ID/FIELD</c>, and a <see cref="Overlay"/> as its value.</summary>
/// <remarks>No name has a slash in it; the field, which may, comes last.</remarks>
internal static class OverlayRecord
{
    public const string All = "v1/overlays/";

    public static string Of(ServiceKey service) => $"{All}{service.Namespace}/{service.Service}/";

    public static string Of(OverlayKey key) => $"{Of(key.Service)}{key.Id}/{key.Field}";

    /// <summary>Null for a key of something else.</summary>
    public static OverlayKey? KeyOf(string key) =>
        key.StartsWith(All, StringComparison.Ordinal) && key[All.Length..].Split('/', 4) is [var @namespace, var service, var id, var field]
            ? new(new(@namespace, service), id, field)
            : null;

    public static Overlay WordsOf(ControlEntry entry) => Overlay.Parser.ParseFrom(entry.Value.Span);

    /// <summary>What the registry is told of a change; null when it is about something else.</summary>
    /// <param name="change">As the watch told it.</param>
    /// <param name="now">The wall clock: an expiry outlives the process whose monotonic clock it could be measured by.</param>
    public static OverlayChange? ChangeOf(ControlChange change, DateTimeOffset now)
    {
        if (KeyOf(change.Key) is not { } key) return null;
        if (change.Entry is not { } entry) return new(key, null);

        var words = WordsOf(entry);
        TimeSpan? remaining = words.ExpiresMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(words.ExpiresMs) - now;
        return new(key, words, entry.Modified, remaining);
    }
}
