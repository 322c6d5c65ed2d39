using System.Net;

namespace Muster.Core.Policy;

/// <summary>The address within what the transport calls a peer, <c>ADDRESS:PORT</c>.</summary>
internal static class PeerAddress
{
    /// <summary>Null where the peer is known by no address.</summary>
    public static IPAddress? Of(string peer)
    {
        var colon = peer.LastIndexOf(':');   // the port's, whether or not an address with colons stands in brackets
        return colon > 0 && IPAddress.TryParse(peer.AsSpan(0, colon), out var address) ? Plain(address) : null;
    }

    /// <summary>An address of IPv4 as such, however the system writes it.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
