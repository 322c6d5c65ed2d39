using System.Net;

namespace Muster.Client.Providing;

/// <summary>The address that the registry saw a client at, as <c>Welcome</c> tells it: <c>10.0.0.7:41822</c>, also <c>::ffff:10.0.0.7:41822</c>.</summary>
internal static class SeenAddress
{
    /// <summary>Without the port, which is that of the conversation; null for what is no address.</summary>
    public static IPAddress? Parse(string seen)
    {
        var colon = seen.LastIndexOf(':');
        if (colon < 0 || !IPAddress.TryParse(seen[..colon], out var ip)) return null;
        return ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
    }
}
