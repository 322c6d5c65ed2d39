using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Muster.Server.Api;

/// <summary>Reads on which revision an edit was decided.</summary>
internal static class IfMatch
{
    /// <summary>Null where the header is understood, or not there.</summary>
    public static string? FaultIn(IHeaderDictionary headers, Action<ulong> expect)
    {
        if (headers.IfMatch.Count == 0) return null;
        if (!ulong.TryParse(headers.IfMatch.ToString().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            return "If-Match: give the revision in quotes, such as \"12\".";
        expect(revision);
        return null;
    }
}
