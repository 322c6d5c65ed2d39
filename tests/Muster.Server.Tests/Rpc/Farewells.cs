using Muster.Rpc;

namespace Muster.Server.Tests.Rpc;

/// <summary>The last frames of an answer reach a caller who was still sending.</summary>
public sealed class Farewells
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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
