using System.Net;
using Microsoft.AspNetCore.Http;
using Muster.Core.Access;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>
/// Keeps web pages of others from a registry that needs no token. Browsers say which site a write comes from, and pages cannot
/// keep them from it; tools say nothing.
/// </summary>
/// <remarks>
/// A page may write to the registry that served it. On this machine's own addresses the registry must also be called by a
/// loopback name, even to read, or a foreign name that was made to resolve to this machine would do.
/// </remarks>
internal static class CrossSite
{
    /// <summary>Why a request that a browser may have been led into is not answered; null when it is.</summary>
    public static Error? FaultInName(HttpRequest request, Origin from)
    {
        var host = request.Host.Host;
        return from is not Origin.Loopback || host.Length == 0 || IsLoopback(host)   // browsers always name a host
            ? null
            : Errors.Of(ErrorCode.Forbidden, $"Without a token, {Names.Quote(host)} is no name for this registry: call it as localhost or 127.0.0.1, or send a token.");
    }

    /// <summary>Why a web page may not write; null when it may, or when it is none.</summary>
    public static Error? FaultInSite(HttpRequest request)
    {
        var site = request.Headers.Origin.ToString();
        return site.Length == 0 || site == $"{request.Scheme}://{request.Host}"
            ? null
            : Errors.Of(ErrorCode.Forbidden, $"The web page of {Names.Quote(site)} may not write to this registry without a token.");
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
