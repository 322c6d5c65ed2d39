using System.Text;
using Muster.Rpc;

namespace Muster.Server.Tests.Rpc;

/// <summary>The last frames of an answer reach a caller who was still sending.</summary>
public sealed class Farewells
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_gets_the_end_at_once_and_the_stream_stays_until_he_has_closed_his_side()
    {
        var node = await RpcNode.StartAsync(routes =>
            routes.MapCarrier(RegistryMethods.Connect, (carrier, _, cancel) => carrier.SendAsync("bye"u8.ToArray(), cancel).AsTask()));
        var carrier = await node.DialAsync();

        var stopping = node.DisposeAsync().AsTask();
        Assert.Equal("bye", Encoding.UTF8.GetString((await carrier.ReceiveAsync(Cancel))!.Value.Span));
        Assert.Null(await carrier.ReceiveAsync(Cancel));
        await carrier.DisposeAsync();

        await stopping.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
    }

    [Fact]
    public async Task What_a_caller_still_sends_after_the_end_is_let_pass()
    {
        await using var node = await RpcNode.StartAsync(routes =>
            routes.MapCarrier(RegistryMethods.Connect, (carrier, _, cancel) => carrier.SendAsync("bye"u8.ToArray(), cancel).AsTask()));
        await using var carrier = await node.DialAsync();
        Assert.NotNull(await carrier.ReceiveAsync(Cancel));

        for (var i = 0; i < 4; i++)
        {
            try
            {
                await carrier.SendAsync(new byte[1024 * 1024], Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancel);
            }
            catch (CarrierLostException)
            {
                break;   // the caller's own stack knows already that nobody reads
            }
        }

        Assert.Null(await carrier.ReceiveAsync(Cancel));
        Assert.Empty(node.Errors);
    }
}
