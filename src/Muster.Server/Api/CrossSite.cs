using System.Net;
using Microsoft.AspNetCore.Http;
using Muster.Core.Access;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>
/// Keeps web pages from writing to a registry that needs no token. Browsers say which site a write comes from, and
/// pages cannot keep them from it; tools say nothing.
/// </summary>
/// <remarks>
/// A page may write to the registry that served it. On this machine's own addresses the site must also be called by a
/// loopback name, or a foreign name that was made to resolve to this machine would do.
/// </remarks>
internal static class CrossSite
{
    public static Error? FaultIn(HttpRequest request, Origin from)
    {
        var site = request.Headers.Origin.ToString();
        if (site.Length == 0) return null;

        var own = site == $"{request.Scheme}://{request.Host}" && (from is not Origin.Loopback || IsLoopback(request.Host.Host));
        return own
            ? null
            : Errors.Of(ErrorCode.Forbidden, $"The web page of {Names.Quote(site)} may not write to this registry without a token.");
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
