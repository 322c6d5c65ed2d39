using System.Net;
using System.Net.Sockets;
using Muster.Rpc;
using Muster.Server.Hosting;

namespace Muster.Server.Tests.Hosting;

/// <summary>An address has so many connections at a time, whatever it connects to; the next one is closed at once.</summary>
public sealed class ConnectionsPerAddress : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("muster-crowd-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    public void An_address_has_so_many_until_one_has_gone(string first, string second)
    {
        var bound = new AddressBound(null);
        for (var i = 0; i < AddressBound.Usual; i++) Assert.True(bound.TryEnter(At(first)));

        Assert.False(bound.TryEnter(At(second)));
        Assert.True(bound.TryEnter(At("10.0.0.2")));
        bound.Leave(At(second));
        Assert.True(bound.TryEnter(At(first)));
        Assert.False(bound.TryEnter(At(first)));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.9.9.9")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void This_machine_has_as_many_as_the_port_takes_unless_a_number_was_set(string address)
    {
        var usual = new AddressBound(null);
        for (var i = 0; i <= AddressBound.Usual; i++) Assert.True(usual.TryEnter(At(address)));

        var set = new AddressBound(1);
        Assert.True(set.TryEnter(At(address)));
        Assert.False(set.TryEnter(At(address)));
    }

    [Fact]
    public async Task Both_carriers_and_the_api_share_what_an_address_may_have_and_the_refused_are_counted()
    {
        await using var node = await LiveNode.StartAsync(_folder, options => options.ConnectionsPerAddress = 3);
        using var http = new HttpClient { BaseAddress = node.Api };
        Assert.Contains("muster_connections_refused_total{reason=\"address\"} 0\n", await FiguresAsync(), StringComparison.Ordinal);
        await using var grpc = await node.DialAsync();
        await grpc.HelloAsync();
        await using var lean = await node.DialLeanAsync();
        await lean.HelloAsync();

        Assert.True(await IsClosedAsync(node.Rpc));
        Assert.True(await IsClosedAsync(new(IPAddress.Loopback, node.Api.Port)));
        await Assert.ThrowsAsync<CarrierLostException>(() => node.DialAsync());

        Assert.DoesNotContain("muster_connections_refused_total{reason=\"address\"} 0\n", await FiguresAsync(), StringComparison.Ordinal);
        Assert.Contains("muster_connections_refused_total{reason=\"port\"} 0\n", await FiguresAsync(), StringComparison.Ordinal);

        Task<string> FiguresAsync() => http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancel);
    }

    private static IPEndPoint At(string address) => new(IPAddress.Parse(address), 4711);

    /// <summary>Nothing is said: who is let in is not closed before its patience is over.</summary>
    private static async Task<bool> IsClosedAsync(IPEndPoint port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(port, Cancel);
            return await socket.ReceiveAsync(new byte[1], Cancel).AsTask().WaitAsync(FirstWords.Patience / 2, Cancel) == 0;
        }
        catch (SocketException gone) when (gone.SocketErrorCode is SocketError.ConnectionReset)
        {
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
