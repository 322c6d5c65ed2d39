using System.Net;
using System.Net.Sockets;
using Muster.Protocol;
using Muster.Server.Rpc;
using Muster.Server.Tests.Rpc;
using Muster.Testing.Clocks;
using static Muster.Server.Tests.Detectors.OnePort;

namespace Muster.Server.Tests.Detectors;

/// <summary>What a detector says of the answer of <c>grpc.health.v1</c>: of a node, and of who is none.</summary>
public sealed class ProbesOverGrpc
{
    [Theory]
    [InlineData("", true, "Up: gRPC SERVING")]
    [InlineData("", false, "Down: gRPC NOT_SERVING")]
    [InlineData("muster.v1.Registry", true, "Up: gRPC muster.v1.Registry SERVING")]
    [InlineData("shop.v1.Orders", true, "Down: gRPC shop.v1.Orders status NotFound")]
    public async Task Only_SERVING_is_up(string service, bool serving, string expected)
    {
        var health = new NodeHealth();
        health.Set(serving);
        await using var node = await RpcNode.StartAsync(routes => new HealthService(health, Cancel).Map(routes));
        await using var secure = await RpcNode.StartAsync(routes => new HealthService(health, Cancel).Map(routes), CallsOverTls.Authority);

        Assert.Equal(expected, await ToldAsync($"http://{node.Address}", Grpc(service)));
        Assert.Equal(expected, await ToldAsync($"https://{secure.Address}", Grpc(service)));
    }

    [Fact]
    public async Task A_server_without_the_health_service_is_down()
    {
        await using var node = await RpcNode.StartAsync(static _ => { });

        Assert.Equal("Down: gRPC status Unimplemented", await ToldAsync($"http://{node.Address}", Grpc()));
    }

    [Fact]
    public async Task One_that_speaks_no_HTTP_2_is_down()
    {
        using var port = new OnePort();
        var asked = port.AnswerAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal("Down: gRPC connection broken", await ToldAsync($"http://{port.Authority}", Grpc()));
        Assert.StartsWith("PRI * HTTP/2.0\r\n", await asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_accepts_and_says_nothing_is_silent()
    {
        using var port = new OnePort();
        var clock = new HandClock();
        var told = ToldAsync($"http://{port.Authority}", Grpc(), clock);
        await using var line = await port.AcceptAsync();
        await ReadAsync(line);

        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Silent: gRPC no answer in 1 s", await told);
    }

    [Fact]
    public async Task An_IPv6_address_is_asked_like_any_other()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var port = new OnePort(IPAddress.IPv6Loopback);
        var asked = port.AnswerAsync("no HTTP/2");

        Assert.Equal("Down: gRPC connection broken", await ToldAsync($"http://{port.Authority}", Grpc()));
        Assert.StartsWith("PRI * HTTP/2.0\r\n", await asked, StringComparison.Ordinal);
    }

    private static Probe Grpc(string service = "") => new() { Kind = Probe.Types.Kind.Grpc, Service = service };
}
