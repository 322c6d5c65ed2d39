using System.Net;
using Microsoft.AspNetCore.Connections;
using Muster.Server.Hosting;

namespace Muster.Server.Tests.Hosting;

/// <summary>A port takes so many connections at a time; the next one is closed at once.</summary>
public sealed class ConnectionsPerPort
{
    [Theory]
    [InlineData("Max open files            1024                 524288               files     ", 3, 576)]
    [InlineData("Max open files            1024                 524288               files     ", 1, 192)]
    [InlineData("Max open files            1048576              1048576              files     ", 3, 250_000)]
    [InlineData("Max open files            100                  100                  files     ", 1, 12)]
    [InlineData("Max open files            unlimited            unlimited            files     ", 1, 250_000)]
    [InlineData("Max processes             127236               127236               processes ", 3, 250_000)]
    public void A_port_takes_its_share_of_what_the_process_can_open(string limits, int quarters, int connections) =>
        Assert.Equal(connections, ConnectionBound.Share(["Limit                     Soft Limit           Hard Limit           Units     ", limits], quarters));

    [Fact]
    public async Task One_too_many_is_closed_until_another_has_gone()
    {
        var refused = new List<Crowd>();
        var port = new Entrance(new ConnectionBound(1), new AddressBound(null), (reason, _) => refused.Add(reason));
        var leaves = new TaskCompletionSource();
        var first = port.ServeAsync(new DefaultConnectionContext(), _ => leaves.Task);

        Assert.False(await IsServedAsync(port));
        leaves.SetResult();
        await first;
        Assert.True(await IsServedAsync(port));
        Assert.Equal([Crowd.Port], refused);
    }

    [Fact]
    public async Task Whose_address_has_as_many_as_it_may_is_closed_and_takes_nobodys_place()
    {
        var refused = new List<Crowd>();
        var port = new Entrance(new ConnectionBound(2), new AddressBound(1), (reason, _) => refused.Add(reason));
        var leaves = new TaskCompletionSource();
        var first = port.ServeAsync(new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(IPAddress.Parse("10.0.0.1"), 1000) }, _ => leaves.Task);

        Assert.False(await IsServedAsync(port, "10.0.0.1"));
        Assert.True(await IsServedAsync(port, "10.0.0.2"));
        leaves.SetResult();
        await first;
        Assert.True(await IsServedAsync(port, "10.0.0.1"));
        Assert.Equal([Crowd.Address], refused);
    }

    private static async Task<bool> IsServedAsync(Entrance port, string from = "10.0.0.9")
    {
        var served = false;
        await port.ServeAsync(new Refusable { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(from), 2000) }, _ =>
        {
            served = true;
            return Task.CompletedTask;
        });
        return served;
    }

    private sealed class Refusable : DefaultConnectionContext
    {
        public override void Abort(ConnectionAbortedException abortReason)
        {
            // There is no socket to close.
        }
    }
}
