using System.Security.Cryptography.X509Certificates;
using Muster.Rpc;
using Muster.Testing.Clocks;

namespace Muster.Server.Tests.Rpc;

/// <summary>Web servers that speak lean frames, dialled as the SDK does by a clock that stands: a slow machine is not taken for a proxy.</summary>
internal static class LeanNodes
{
    public static async Task<CarrierNode> StartAsync(Func<ICarrier, Action, Task> serve, X509Certificate2? certificate = null)
    {
        var node = await RpcNode.StartAsync(_ => { }, certificate, async (carrier, connection) =>
        {
            await using (carrier)
                await serve(carrier, () => connection.Abort());
        });
        var options = new RpcChannelOptions { Time = new HandClock(), Tls = certificate is null ? null : new() { Authorities = [certificate] } };
        return new(DialAsync, node.Errors, node.DisposeAsync);

        async Task<ICarrier> DialAsync()
        {
            var carrier = await new CarrierDialer(options).DialAsync(node.Address, TestContext.Current.CancellationToken);
            Assert.IsType<LeanCarrier>(carrier);
            return carrier;
        }
    }
}
