using System.Globalization;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>A moment of the past as people write it: how long ago, <c>10m</c>, or when, <c>2026-11-22T06:15:00Z</c>.</summary>
internal static class Moment
{
    /// <summary>With a blank in the middle, as tables print it; without a zone it is local time, as it is there.</summary>
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFK", "yyyy-MM-dd HH:mm:ssK"];

    /// <param name="name">What the moment is, for the fault.</param>
    /// <param name="text">As it was written.</param>
    public static (TimeSpan? Ago, DateTimeOffset? At, string? Fault) Parse(string name, string text)
    {
        if (DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var at)) return (null, at, null);
        var (ago, fault) = TimeToLive.Parse(name, text);
        return fault is null ? (ago, null, null) : (null, null, $"{name} {Names.Quote(text)} is no moment. Say how long ago, such as 10m, or when, such as 2026-11-22T06:15:00Z.");
    }
}
