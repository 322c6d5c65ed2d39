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
        var bound = new ConnectionBound(1);
        var leaves = new TaskCompletionSource();
        var first = bound.ServeAsync(new DefaultConnectionContext(), _ => leaves.Task);

        Assert.False(await IsServedAsync(bound));
        leaves.SetResult();
        await first;
        Assert.True(await IsServedAsync(bound));
    }

    private static async Task<bool> IsServedAsync(ConnectionBound bound)
    {
        var served = false;
        await bound.ServeAsync(new Refusable(), _ =>
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
