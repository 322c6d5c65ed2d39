using System.Net;
using Muster.Client;
using Muster.Protocol;

namespace Muster.AspNetCore;

/// <summary>Turns what the server is bound to into what consumers are told.</summary>
internal static class AdvertisedAddress
{
    /// <exception cref="MusterException">The server listens everywhere, and nobody said how it is reached.</exception>
    public static string Of(string configured, IEnumerable<string> bound)
    {
        if (configured.Length > 0) return configured;

        var addresses = bound.ToList();
        return addresses.Find(NamesAHost) ?? throw new MusterException(
            ErrorCode.Invalid,
            $"The server listens on {(addresses.Count > 0 ? string.Join(", ", addresses) : "no address")}, which does not say how others reach it. Set Muster:Provider:Address, for example to http://10.0.0.7:8080.");
    }

    private static bool NamesAHost(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && !(IPAddress.TryParse(uri.Host, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));
}
