using System.Net;
using System.Net.Sockets;
using Muster.Protocol;
using Muster.Testing.Clocks;
using static Muster.Server.Tests.Detectors.OnePort;

namespace Muster.Server.Tests.Detectors;

/// <summary>What a detector says of a port, and where it is not sent.</summary>
public sealed class ProbesOfPorts
{
    private static Probe Tcp => new() { Kind = Probe.Types.Kind.Tcp };

    [Fact]
    public async Task A_port_that_accepts_is_open()
    {
        using var port = new OnePort();

        Assert.Equal("Up: TCP open", await ToldAsync($"tcp://{port.Authority}", Tcp));
    }

    [Fact]
    public async Task A_port_at_which_nobody_listens_is_refused()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        Assert.Equal("Refused: TCP connection refused", await ToldAsync($"tcp://{taken.LocalEndPoint}", Tcp));
    }

    [Fact]
    public async Task A_port_whose_queue_is_full_is_silent()
    {
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using var filling = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await filling.ConnectAsync(full.LocalEndPoint!, Cancel);
        var clock = new HandClock();

        var told = ToldAsync($"tcp://{full.LocalEndPoint}", Tcp, clock);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Silent: TCP no answer in 1 s", await told);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    public async Task Nothing_is_sent_to_this_machine_however_it_is_called(string host)
    {
        using var port = new OnePort();

        Assert.Equal("Unspecified: this machine, its link and a cloud's own are asked only where MusterServer:Detector:Allow names them", await ToldAsync($"tcp://{host}:{port.Authority.Split(':')[1]}", Tcp, loopback: false));
        Assert.False(port.WasCalled);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1", "the address names no port")]
    [InlineData("127.0.0.1", "the address is no URI")]
    [InlineData("", "the address is no URI")]
    [InlineData("unix:///run/a.sock", "the address names no port")]
    [InlineData("tcp://a-name-of-nobody.invalid:80", "the host is not known there")]
    public async Task An_address_that_names_nobody_is_not_asked(string address, string why) =>
        Assert.Equal($"Unspecified: {why}", await ToldAsync(address, Tcp));

    [Fact]
    public async Task A_probe_of_a_later_registry_is_not_answered_for()
    {
        using var port = new OnePort();

        Assert.Equal("Unspecified: the detector does not know this kind of probe: update it", await ToldAsync($"tcp://{port.Authority}", new Probe { Kind = (Probe.Types.Kind)99 }));
    }
}
