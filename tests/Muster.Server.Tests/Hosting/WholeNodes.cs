using System.Net;
using Muster.Core;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Hosting;

namespace Muster.Server.Tests.Hosting;

/// <summary>A node as it is shipped, met over real sockets.</summary>
public sealed class WholeNodes : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("muster-node-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_provider_registers_and_a_consumer_follows()
    {
        await using var node = await LiveNode.StartAsync(_folder, options => options.Environment = "staging");
        await using var provider = await node.DialAsync();
        await using var consumer = await node.DialAsync();
        Assert.Equal("staging", (await provider.HelloAsync()).Environment);
        await consumer.HelloAsync();

        Assert.Empty((await consumer.SubscribeAsync("orders")).Snapshot.Instances);
        Assert.Equal(1u, (await provider.RegisterAsync("orders", "orders-1")).Incarnation);
        var delta = (await consumer.ReceiveAsync())!.Delta;

        Assert.Equal("orders-1", delta.Changed.Single().Instance.Id);
        Assert.Equal(ListDigest.Entry("orders-1", delta.Changed.Single().Version), delta.Digest);
    }

    [Fact]
    public async Task A_provider_on_lean_frames_is_followed_over_grpc_and_the_other_way_round()
    {
        await using var node = await LiveNode.StartAsync(_folder);
        await using var lean = await node.DialLeanAsync();
        await using var grpc = await node.DialAsync();
        Assert.StartsWith("127.0.0.1:", (await lean.HelloAsync()).SeenAddress, StringComparison.Ordinal);
        await grpc.HelloAsync();

        await lean.SubscribeAsync("billing");
        await grpc.SubscribeAsync("orders");
        await lean.RegisterAsync("orders", "orders-1");
        Assert.Equal("orders-1", (await grpc.ReceiveAsync())!.Delta.Changed.Single().Instance.Id);
        await grpc.RegisterAsync("billing", "billing-1");
        Assert.Equal("billing-1", (await lean.ReceiveAsync())!.Delta.Changed.Single().Instance.Id);
    }

    [Fact]
    public async Task The_calls_beside_the_conversation_tell_the_same()
    {
        await using var node = await LiveNode.StartAsync(_folder);
        await using var provider = await node.DialAsync();
        await provider.HelloAsync();
        await provider.RegisterAsync("orders", "orders-1");
        using var channel = new RpcChannel(node.Address, new());

        var namespaces = await channel.CallAsync(RegistryMethods.ListNamespaces, new(), default, Cancel);
        var services = await channel.CallAsync(RegistryMethods.ListServices, new() { Namespace = "shop" }, default, Cancel);
        var list = await channel.CallAsync(RegistryMethods.ListInstances, new() { Namespace = "shop", Service = "orders" }, default, Cancel);
        await using var watch = channel.StreamAsync(RegistryMethods.Watch, new() { Namespace = "shop", Service = "orders" }, default, Cancel).GetAsyncEnumerator(Cancel);

        Assert.Equal(["shop"], namespaces.Namespaces);
        Assert.Equal(("orders", 1u, 1u), (services.Services.Single().Service, services.Services.Single().Instances, services.Services.Single().Healthy));
        Assert.Equal("orders-1", list.Instances.Single().Instance.Id);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(list.Digest, watch.Current.Snapshot.Digest);
    }

    [Theory]
    [InlineData("Shop", "orders", RpcStatusCode.InvalidArgument, "namespace 'Shop': use 1 to 63 lower-case letters, digits and hyphens, not starting or ending with a hyphen.")]
    [InlineData("shop", "or ders", RpcStatusCode.InvalidArgument, "service name 'or ders': use 1 to 128 letters, digits and . _ - : starting with a letter or digit.")]
    [InlineData("shop", "orders", RpcStatusCode.NotFound, "Nobody registers or follows service 'orders' in namespace 'shop'. Check both names.")]
    public async Task A_call_that_asks_wrongly_is_refused_in_words(string @namespace, string service, RpcStatusCode code, string message)
    {
        await using var node = await LiveNode.StartAsync(_folder);
        using var channel = new RpcChannel(node.Address, new());

        var refused = await Assert.ThrowsAsync<RpcException>(() => channel.CallAsync(RegistryMethods.ListInstances, new() { Namespace = @namespace, Service = service }, default, Cancel));

        Assert.Equal((code, message), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task A_stop_tells_every_client_to_go_and_ends_well()
    {
        var node = await LiveNode.StartAsync(_folder);
        await using var client = await node.DialAsync();
        await client.HelloAsync();
        using var channel = new RpcChannel(node.Address, new());
        await using var watch = channel.StreamAsync(RegistryMethods.Watch, new() { Namespace = "shop", Service = "orders" }, default, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await watch.MoveNextAsync());

        var stopping = node.DisposeAsync().AsTask();

        Assert.Equal("This node is stopping.", (await client.ReceiveAsync())?.GoAway.Reason);
        Assert.Null(await client.ReceiveAsync());
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal("This node is stopping.", watch.Current.GoAway.Reason);
        Assert.False(await watch.MoveNextAsync());
        await client.DisposeAsync();
        await stopping;
        Assert.Empty(node.Log.Warnings);
    }

    [Fact]
    public async Task A_stop_tells_clients_on_lean_frames_to_go_and_ends_well()
    {
        var node = await LiveNode.StartAsync(_folder);
        await using var client = await node.DialLeanAsync();
        await client.HelloAsync();

        var stopping = node.DisposeAsync().AsTask();

        Assert.Equal("This node is stopping.", (await client.ReceiveAsync())?.GoAway.Reason);
        Assert.Null(await client.ReceiveAsync());
        await client.DisposeAsync();
        await stopping;
        Assert.Empty(node.Log.Warnings);
    }

    [Fact]
    public async Task A_first_frame_that_is_no_Hello_is_refused_over_lean_frames_too()
    {
        await using var node = await LiveNode.StartAsync(_folder);
        await using var client = await node.DialLeanAsync();

        await client.SendAsync(new byte[Limits.HelloBytes + 1]);

        Assert.Equal(
            "The frame has 16385 bytes; the limit of the first one is 16384. Send its content in several frames.",
            (await client.ReceiveAsync())?.Refused.Error.Message);
        Assert.Null(await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_start_that_fails_early_gives_the_folder_back()
    {
        var options = new NodeOptions { DataDir = _folder, Http = "127.0.0.1:0", Rpc = "127.0.0.1:0" };

        await Assert.ThrowsAsync<NotSupportedException>(() => Node.StartAsync(options, TimeProvider.System, _ => throw new NotSupportedException(), Cancel));

        await using var node = await LiveNode.StartAsync(_folder);
    }

    [Fact]
    public async Task A_restarted_node_serves_what_it_knew_flagged_stale_until_its_providers_are_back()
    {
        await using (var first = await LiveNode.StartAsync(_folder))
        {
            await using var before = await first.DialAsync();
            await before.HelloAsync();
            await before.RegisterAsync("orders", "orders-1");
        }

        await using var node = await LiveNode.StartAsync(_folder);
        await using var consumer = await node.DialAsync();
        await consumer.HelloAsync();
        var warm = (await consumer.SubscribeAsync("orders")).Snapshot;
        Assert.True(warm.Stale);
        Assert.Equal("orders-1", warm.Instances.Single().Instance.Id);
        Assert.Equal(2u, warm.Revision.Epoch);

        await using var provider = await node.DialAsync();
        await provider.HelloAsync();
        Assert.Equal(1u, (await provider.RegisterAsync("orders", "orders-1", incarnation: 1)).Incarnation);

        var fresh = (await consumer.ReceiveAsync())!.Delta;
        Assert.False(fresh.Stale);
        Assert.Empty(fresh.Changed);
        Assert.Equal(warm.Digest, fresh.Digest);
    }

    [Fact]
    public async Task A_node_whose_facts_are_lost_starts_and_flags_every_list_stale()
    {
        await using (var first = await LiveNode.StartAsync(_folder))
        {
            await using var before = await first.DialAsync();
            await before.HelloAsync();
            await before.RegisterAsync("orders", "orders-1");
        }

        foreach (var file in Directory.GetFiles(_folder, "facts*")) await File.WriteAllTextAsync(file, "not what it was", Cancel);
        await using var node = await LiveNode.StartAsync(_folder);
        await using var consumer = await node.DialAsync();
        await consumer.HelloAsync();
        var list = (await consumer.SubscribeAsync("orders")).Snapshot;

        Assert.True(list.Stale);
        Assert.Empty(list.Instances);
        Assert.Contains($"No facts could be restored from {_folder}, although this node has run before. All lists are flagged stale until every living client had the time to return.", node.Log.Warnings);
    }

    [Fact]
    public async Task A_bug_in_the_registry_ends_the_node_and_is_logged_once()
    {
        var node = await LiveNode.StartAsync(_folder);
        await using var client = await node.DialAsync();
        await client.HelloAsync();

        await node.Loop.PostAsync(new Unheard(), Cancel);
        await node.Failed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        var stopping = node.DisposeAsync().AsTask();
        Assert.Null(await client.ReceiveAsync());
        await client.DisposeAsync();
        await stopping;

        Assert.Equal(["The node fails and ends: a step broke a rule that must hold. This is a bug; the trace says where."], node.Log.Warnings);
    }

    [Fact]
    public async Task Both_health_questions_are_answered()
    {
        await using var node = await LiveNode.StartAsync(_folder);
        using var http = new HttpClient { BaseAddress = node.Api };
        using var channel = new RpcChannel(node.Address, new());

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/readyz", UriKind.Relative), Cancel)).StatusCode);
        Assert.Equal(
            Protocol.GrpcHealth.HealthCheckResponse.Types.ServingStatus.Serving,
            (await channel.CallAsync(HealthMethods.Check, new(), default, Cancel)).Status);
    }

    private sealed record Unheard : Input;
}
