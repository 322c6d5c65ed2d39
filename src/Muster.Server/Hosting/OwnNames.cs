using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Muster.Server.Hosting;

/// <summary>The names and addresses by which a node is reached, as far as its machine and its operator know them.</summary>
internal static class OwnNames
{
    public static IReadOnlyCollection<string> Of(NodeOptions options)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal) { "localhost", "127.0.0.1", "::1", Environment.MachineName.ToLowerInvariant() };
        names.UnionWith(options.Advertise.Select(address => address[..address.LastIndexOf(':')].Trim('[', ']')));
        foreach (var bind in new[] { options.Http, options.Rpc })
        {
            var address = BindAddress.Parse(bind)!.Address;
            if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) names.UnionWith(OfThisMachine());
            else names.Add(address.ToString());
        }

        return names;
    }

    private static IEnumerable<string> OfThisMachine() =>
        from network in NetworkInterface.GetAllNetworkInterfaces()
        where network.OperationalStatus is OperationalStatus.Up
        from address in network.GetIPProperties().UnicastAddresses
        where !address.Address.IsIPv6LinkLocal && address.Address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
        select address.Address.ToString();
}
