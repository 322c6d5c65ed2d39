using Muster.Client;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Hosting;

namespace Muster.AspNetCore.Tests;

/// <summary>A whole node on free loopback ports, with a folder of its own, and a consumer who watches it.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);   // of a slow and busy machine

    private readonly DirectoryInfo _folder;
    private readonly Node _node;
    private readonly MusterClient _consumer;

    private RunningNode(DirectoryInfo folder, Node node)
    {
        (_folder, _node) = (folder, node);
        _consumer = MusterClient.Start(new MusterOptions { Registries = { Address }, SnapshotFolder = "" });
    }

    public string Address => _node.Rpc.ToString();

    public static async Task<RunningNode> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("muster-provider-");
        var options = new NodeOptions { DataDir = folder.FullName, Http = "127.0.0.1:0", Rpc = "127.0.0.1:0" };
        return new(folder, await Node.StartAsync(options, TimeProvider.System, static _ => { }, TestContext.Current.CancellationToken));
    }

    /// <summary>The list of a service as soon as it is as expected.</summary>
    public async Task<ServiceList> ListAsync(string service, string expected, Func<ServiceList, bool> isExpected)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await _consumer.SubscribeAsync(service, patience.Token);
        try
        {
            await foreach (var change in _consumer.WatchAsync(service, patience.Token))
                if (isExpected(change.List))
                    return change.List;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            var now = _consumer.Get(service);
            Assert.Fail($"Expected of {service} within {Patience.TotalSeconds} s: {expected}. It has {now.Count}: {string.Join(", ", now.Instances.ToArray().Select(one => $"{one.Id} at {one.Address}"))}");
        }

        throw new InvalidOperationException("A watch does not end by itself.");
    }

    public async Task<ServiceInstance> OneOfAsync(string service) =>
        (await ListAsync(service, "one instance", list => list.Count == 1)).Instances[0];

    public Task NoneOfAsync(string service) => ListAsync(service, "none", list => list is { Count: 0, Source: ListSource.Registry });

    /// <summary>Has the process of an instance do something, as an operator would.</summary>
    public async Task<InstructionReceipt> InstructAsync(string service, string id, string command, params (string Name, string Value)[] arguments)
    {
        using var channel = new RpcChannel($"http://{Address}", new());
        return await channel.CallAsync(
            AdminMethods.Instruct,
            new() { Namespace = "default", Service = service, Instance = id, Command = command, Arguments = { arguments.ToDictionary(one => one.Name, one => one.Value) } },
            default, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _consumer.DisposeAsync();
        await _node.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
