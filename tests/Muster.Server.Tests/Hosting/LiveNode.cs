using System.Net;
using Microsoft.Extensions.Logging;
using Muster.Rpc;
using Muster.Server.Hosting;
using Muster.Server.Tests.Rpc;
using Muster.Testing.Clocks;

namespace Muster.Server.Tests.Hosting;

/// <summary>A whole node on free ports of this machine, with a folder that outlives it.</summary>
internal sealed class LiveNode : IAsyncDisposable
{
    private readonly Node _node;

    private LiveNode(Node node, CollectedLog log) => (_node, Log) = (node, log);

    public CollectedLog Log { get; }

    public string Address => _node.Rpc.ToString();

    public Uri Api => new($"http://{_node.Http}");

    public IPEndPoint Rpc => _node.Rpc;

    public RegistryLoop Loop => _node.Loop;

    public Task Failed => _node.Failed;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="folder">The data folder.</param>
    /// <param name="set">What differs from a first run.</param>
    public static async Task<LiveNode> StartAsync(string folder, Action<NodeOptions>? set = null)
    {
        var options = new NodeOptions { DataDir = folder, Http = "127.0.0.1:0", Rpc = "127.0.0.1:0" };
        set?.Invoke(options);
        var log = new CollectedLog();
        return new(await Node.StartAsync(options, TimeProvider.System, logging => logging.AddFilter("Microsoft", LogLevel.Warning).AddProvider(log), Cancel), log);
    }

    public async Task<PlainClient> DialAsync(RpcChannelOptions? options = null, string? address = null) =>
        new(await new GrpcCarrierDialer(options ?? new()).DialAsync(address ?? Address, Cancel));

    /// <summary>As the SDK does, but by a clock that stands: a slow machine is not taken for a proxy.</summary>
    public async Task<PlainClient> DialLeanAsync(RpcChannelOptions? options = null, string? address = null)
    {
        var carrier = await new CarrierDialer(new() { Tls = options?.Tls, Time = new HandClock() }).DialAsync(address ?? Address, Cancel);
        Assert.IsType<LeanCarrier>(carrier);
        return new(carrier);
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();
}
