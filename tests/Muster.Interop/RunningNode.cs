using System.Globalization;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Hosting;

namespace Muster.Interop;

/// <summary>A whole node on free loopback ports, with a folder of its own.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly Server.Hosting.Node _node;

    private RunningNode(DirectoryInfo folder, Server.Hosting.Node node) => (_folder, _node) = (folder, node);

    public string Address => _node.Rpc.ToString();

    /// <summary>With the shortest session, so that heartbeats are quick.</summary>
    public static async Task<RunningNode> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("muster-interop-");
        var options = new NodeOptions { DataDir = folder.FullName, Http = "127.0.0.1:0", Rpc = "127.0.0.1:0", Session = { Timeout = TimeSpan.FromSeconds(10) } };
        return new(folder, await Server.Hosting.Node.StartAsync(options, TimeProvider.System, static _ => { }, TestContext.Current.CancellationToken));
    }

    /// <summary>The digest of a service's list, as this node has it.</summary>
    public async Task<string> DigestAsync(string service)
    {
        using var channel = new RpcChannel(Address, new RpcChannelOptions());
        var listed = await channel.CallAsync(
            RegistryMethods.ListServices, new ListServicesRequest { Namespace = "default" }, default, TestContext.Current.CancellationToken);
        return listed.Services.Single(one => one.Service == service).Digest.ToString("x16", CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
