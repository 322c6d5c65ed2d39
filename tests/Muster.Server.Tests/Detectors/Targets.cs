using System.Net;
using Muster.Server.Detectors;

namespace Muster.Server.Tests.Detectors;

/// <summary>Where nobody who may register can have the node connect to.</summary>
public sealed class Targets
{
    [Theory]
    [InlineData("10.0.0.7", true)]
    [InlineData("203.0.113.9", true)]
    [InlineData("2001:db8::7", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.8.8", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("169.254.169.254", false)]          // where clouds give out credentials
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("192.0.0.192", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fd20:ce::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("ff02::1", false)]
    [InlineData("239.1.2.3", false)]
    [InlineData("::ffff:10.0.0.7", true)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::10.0.0.7", true)]         // a translator's
    [InlineData("64:ff9b::127.0.0.1", false)]
    [InlineData("64:ff9b::169.254.169.254", false)]
    [InlineData("2002:a00:7::1", true)]             // 6to4 of 10.0.0.7
    [InlineData("2002:a9fe:a9fe::1", false)]
    [InlineData("2002:7f00:1::1", false)]
    public void Only_other_machines_are_asked(string address, bool asked) =>
        Assert.Equal(asked, new TargetRules(loopback: false, []).Allow(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("169.254.169.254", false)]
    public void A_node_that_only_this_machine_reaches_asks_this_machine(string address, bool asked) =>
        Assert.Equal(asked, new TargetRules(loopback: true, []).Allow(IPAddress.Parse(address)));

    [Fact]
    public void An_operator_may_name_what_is_asked_all_the_same()
    {
        var rules = new TargetRules(loopback: false, [IPNetwork.Parse("169.254.7.0/24")]);

        Assert.True(rules.Allow(IPAddress.Parse("169.254.7.1")));
        Assert.True(rules.Allow(IPAddress.Parse("::ffff:169.254.7.1")));
        Assert.False(rules.Allow(IPAddress.Parse("169.254.169.254")));
    }
}
