using System.Net;
using Muster.Client;
using Muster.Client.Providing;
using Muster.Protocol;

namespace Muster.AspNetCore.Tests.Addresses;

/// <summary>What consumers are told, on a machine with four interfaces and a bridge to its containers.</summary>
public sealed class AddressRules
{
    private static readonly InterfaceAddress[] Machine =
    [
        new("docker0", IPAddress.Parse("10.0.0.1")),
        new("eth0", IPAddress.Parse("10.0.0.9")),
        new("eth0", IPAddress.Parse("2001:db8::9")),
        new("eth1", IPAddress.Parse("10.0.0.7")),
        new("eth2", IPAddress.Parse("192.168.3.4")),
        new("wlan0", IPAddress.Parse("172.20.1.2")),
        new("br-0a1b2c", IPAddress.Parse("172.18.0.1")),
    ];

    [Theory]
    [InlineData("http://10.0.0.7:8080", "", "", "", "http://10.0.0.7:8080")]                        // names a host: told as it is
    [InlineData("http://*:8080", "orders.shop", "10.0.0.0/8", "", "http://orders.shop:8080")]      // the configured host before all
    [InlineData("http://*:8080", "2001:db8::1", "", "", "http://[2001:db8::1]:8080")]
    [InlineData("http://0.0.0.0:8080", "", "10.0.0.0/8", "10.9.9.9", "http://10.0.0.7:8080")]      // the lowest, and no bridge
    [InlineData("http://[::]:8080", "", "192.168.0.0/16 10.0.0.0/8", "", "http://192.168.3.4:8080")]
    [InlineData("http://[::]:8080", "", "11.0.0.0/8 172.16.0.0/12", "", "http://172.20.1.2:8080")] // the first network with an address
    [InlineData("http://[::]:8080", "", "10.0.0.0/30", "", "http://10.0.0.1:8080")]                // a bridge, where nothing else is there
    [InlineData("http://[::]:8080", "", "2001:db8::/32", "", "http://[2001:db8::9]:8080")]
    [InlineData("http://0.0.0.0:8080", "", "2001:db8::/32", "10.0.0.9", "http://10.0.0.9:8080")]   // bound to IPv4 alone
    [InlineData("http://+:8080", "", "", "10.0.0.9", "http://10.0.0.9:8080")]                      // as the registry saw it
    [InlineData("http://+:8080", "", "11.0.0.0/8", "10.0.0.9", "http://10.0.0.9:8080")]
    [InlineData("http://0.0.0.0:8080", "", "", "2001:db8::9", "")]                                 // seen where nothing is bound
    [InlineData("http://*:8080", "", "", "", "")]
    [InlineData("http://*:8080 https://*:8443", "", "", "10.0.0.9", "http://10.0.0.9:8080 https://10.0.0.9:8443")]
    [InlineData("http://127.0.0.1:5000 http://*:8080", "", "", "10.0.0.9", "http://10.0.0.9:8080")] // loopback only where it is all
    [InlineData("http://localhost:5000 http://[::1]:5001", "", "", "", "http://localhost:5000 http://[::1]:5001")]
    [InlineData("http://192.168.3.4:80 http://10.0.0.7:80", "", "10.0.0.0/8", "", "http://10.0.0.7:80 http://192.168.3.4:80")]
    [InlineData("http://0.0.0.0:8080 http://[::]:8080", "", "", "10.0.0.9", "http://10.0.0.9:8080")] // each once
    [InlineData("worker://*", "", "192.168.0.0/16", "", "worker://192.168.3.4")]
    public void What_is_told(string bound, string host, string prefer, string seen, string told)
    {
        var rule = Rule(host, prefer);

        Assert.Equal(told, string.Join(' ', rule.Of(Endpoints(bound), seen.Length > 0 ? IPAddress.Parse(seen) : null)));
    }

    [Theory]
    [InlineData("http://*:8080", "", "", true)]
    [InlineData("http://*:8080", "", "11.0.0.0/8", true)]
    [InlineData("http://*:8080", "", "10.0.0.0/8", false)]
    [InlineData("http://*:8080", "orders", "", false)]
    [InlineData("http://10.0.0.7:8080", "", "", false)]
    [InlineData("http://10.0.0.7:8080 https://0.0.0.0:8443", "", "", true)]
    public void Only_where_nothing_else_says_it_is_the_registry_asked(string bound, string host, string prefer, bool asked) =>
        Assert.Equal(asked, Rule(host, prefer).NeedSeen(Endpoints(bound)));

    [Theory]
    [InlineData("127.0.0.1:4242", "127.0.0.1")]
    [InlineData("::ffff:10.0.0.7:4242", "10.0.0.7")]
    [InlineData("2001:db8::9:4242", "2001:db8::9")]
    [InlineData("[2001:db8::9]:4242", "2001:db8::9")]
    [InlineData("client:0", null)]
    [InlineData("", null)]
    public void The_seen_address_is_taken_without_its_port(string seen, string? ip) =>
        Assert.Equal(ip, SeenAddress.Parse(seen)?.ToString());

    [Theory]
    [InlineData("http://10.0.0.7:8080", "10.0.0.7:8080")]
    [InlineData("http://orders.shop", "orders.shop")]
    [InlineData("http://[2001:db8::9]:8080", "2001:db8::9:8080")]
    [InlineData("http://[::1]:8080", "0::1:8080")]
    public void An_instance_is_named_after_its_address(string address, string id)
    {
        Assert.Equal(id, new InstanceDescription(address).Id);
        Assert.Null(Names.FaultInInstanceId(id));
    }

    [Theory]
    [InlineData("http://unix:/run/orders.sock")]
    [InlineData("http://pipe:/orders")]
    [InlineData("8080")]
    public void What_no_network_reaches_is_no_endpoint(string bound) => Assert.Null(BoundEndpoint.Parse(bound));

    private static AdvertisedAddresses Rule(string host, string prefer) =>
        new(host, [.. prefer.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPNetwork.Parse)], Machine);

    private static BoundEndpoint[] Endpoints(string bound) =>
        [.. bound.Split(' ').Select(BoundEndpoint.Parse).OfType<BoundEndpoint>()];
}
