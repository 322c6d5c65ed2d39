using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Muster.Rpc;
using Muster.Server.Hosting;
using Muster.Server.Rpc;
using Muster.Testing.Clocks;

namespace Muster.Server.Tests.Rpc;

/// <summary>Servers that speak lean frames, dialled as the SDK does by a clock that stands: a slow machine is not taken for a proxy.</summary>
internal static class LeanNodes
{
    /// <summary>Behind a web server.</summary>
    public static async Task<CarrierNode> StartAsync(Func<ICarrier, Action, Task> serve, X509Certificate2? certificate = null)
    {
        var node = await RpcNode.StartAsync(_ => { }, certificate, async (carrier, abort) =>
        {
            await using (carrier)
                await serve(carrier, abort);
        });
        return new(() => DialAsync(node.Address, certificate), node.Errors, node.DisposeAsync);
    }

    /// <summary>On bare sockets.</summary>
    public static CarrierNode StartOnSockets(Func<ICarrier, Action, Task> serve)
    {
        var over = new CancellationTokenSource();
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = AcceptAsync();
        return new(() => DialAsync(listener.LocalEndpoint.ToString()!, certificate: null), [], StopAsync);

        async Task AcceptAsync()
        {
            var serving = new List<Task>();
            while (await AcceptOneAsync() is { } socket)
            {
                var port = new LeanPort(async (carrier, _, _) =>
                {
                    await using (carrier)
                        await serve(carrier, socket.Dispose);
                }, TimeProvider.System);
                serving.Add(new LeanSockets(port, new Entrance(new(1), new(null), (_, _) => { }), new OpenCalls(), TimeProvider.System).ServeAsync(socket, other => other.Dispose(), over.Token));
            }

            await Task.WhenAll(serving);
        }

        async Task<Socket?> AcceptOneAsync()
        {
            try
            {
                return await listener.AcceptSocketAsync(over.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }

        async ValueTask StopAsync()
        {
            await over.CancelAsync();
            await accepting;
            listener.Stop();
            over.Dispose();
        }
    }

    private static async Task<ICarrier> DialAsync(string address, X509Certificate2? certificate)
    {
        var options = new RpcChannelOptions { Time = new HandClock(), Tls = certificate is null ? null : new() { Authorities = [certificate] } };
        var carrier = await new CarrierDialer(options).DialAsync(address, TestContext.Current.CancellationToken);
        Assert.IsType<LeanCarrier>(carrier);
        return carrier;
    }
}
