using System.Net;
using System.Net.Sockets;

namespace Muster.Server.Detectors;

/// <summary>Which addresses a detector may contact: whoever registers an instance chooses where it is sent.</summary>
/// <remarks>
/// Refused are this machine itself, what is only on the same link, addresses at which clouds give out credentials, and what
/// is no one machine's. They are looked at after names were resolved, at the moment of connecting, so that no name hides one.
/// </remarks>
/// <param name="loopback">Whether this machine itself may be a target.</param>
/// <param name="allowed">Networks that may be contacted all the same.</param>
internal sealed class TargetRules(bool loopback, IReadOnlyList<IPNetwork> allowed)
{
    /// <summary>What an operator sets to have a network contacted all the same.</summary>
    public string Setting { get; init; } = "MusterServer:Detector:Allow";

    private static readonly IPNetwork[] Refused =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("224.0.0.0/3"),
        IPNetwork.Parse("100.100.100.200/32"), IPNetwork.Parse("168.63.129.16/32"), IPNetwork.Parse("192.0.0.192/32"),
        IPNetwork.Parse("::/96"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("ff00::/8"), IPNetwork.Parse("fd00:ec2::/32"), IPNetwork.Parse("fd20:ce::/64"),
    ];

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96"), SixToFour = IPNetwork.Parse("2002::/16");

    public bool Allow(IPAddress address)
    {
        var plain = Plain(address);
        if (allowed.Any(network => network.Contains(plain))) return true;
        return IPAddress.IsLoopback(plain) ? loopback : !Refused.Any(network => network.Contains(plain));
    }

    /// <summary>An address of IPv4 as such, where one of IPv6 only carries it: mapped, or by way of a translator.</summary>
    private static IPAddress Plain(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6) return address;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return Translated.Contains(address) ? new(bytes.AsSpan(12)) : SixToFour.Contains(address) ? new(bytes.AsSpan(2, 4)) : new(bytes);
    }
}
