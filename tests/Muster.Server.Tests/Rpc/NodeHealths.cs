using Muster.Protocol.GrpcHealth;
using Muster.Rpc;
using Muster.Server.Rpc;
using Status = Muster.Protocol.GrpcHealth.HealthCheckResponse.Types.ServingStatus;

namespace Muster.Server.Tests.Rpc;

public sealed class NodeHealths
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_node_serves_once_it_says_so_and_the_old_report_is_outdated_by_a_change_alone()
    {
        var health = new NodeHealth();
        var first = health.Current;
        Assert.False(first.Serving);

        health.Set(serving: false);
        Assert.Same(first, health.Current);
        Assert.False(first.Outdated.IsCompleted);

        health.Set(serving: true);
        Assert.True(first.Outdated.IsCompleted);
        Assert.True(health.Current.Serving);
    }

    [Fact]
    public async Task A_watcher_hears_every_change_and_the_end()
    {
        var health = new NodeHealth();
        using var stopping = new CancellationTokenSource();
        await using var node = await RpcNode.StartAsync(routes => new HealthService(health, stopping.Token).Map(routes));
        await using var watch = node.Channel.StreamAsync(HealthMethods.Watch, new HealthCheckRequest(), default, Cancel).GetAsyncEnumerator(Cancel);

        Assert.Equal(Status.NotServing, await NextAsync());
        health.Set(serving: true);
        Assert.Equal(Status.Serving, await NextAsync());
        await stopping.CancelAsync();
        Assert.Equal(RpcStatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(NextAsync)).Code);

        async Task<Status> NextAsync()
        {
            Assert.True(await watch.MoveNextAsync());
            return watch.Current.Status;
        }
    }
}
