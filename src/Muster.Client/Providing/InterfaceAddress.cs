using System.Net;
using System.Net.NetworkInformation;

namespace Muster.Client.Providing;

/// <summary>One address of one network interface of this machine.</summary>
internal readonly record struct InterfaceAddress(string Interface, IPAddress Ip)
{
    private static readonly string[] Bridges = ["docker", "br-", "veth", "virbr", "cni", "flannel", "cali", "podman", "lxc"];

    /// <summary>Whether it leads to containers of this machine rather than to other machines.</summary>
    public bool IsBridge => Array.Exists(Bridges, Interface.StartsWith);

    /// <summary>What this machine has now: interfaces that are up, without loopback and link-local addresses.</summary>
    public static IReadOnlyList<InterfaceAddress> OfThisMachine() =>
    [
        .. from network in NetworkInterface.GetAllNetworkInterfaces()
           where network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown
           from unicast in network.GetIPProperties().UnicastAddresses
           where !IPAddress.IsLoopback(unicast.Address) && !unicast.Address.IsIPv6LinkLocal
           select new InterfaceAddress(network.Name, unicast.Address),
    ];
}
