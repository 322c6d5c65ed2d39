using Muster.Rpc;

namespace Muster.Server.Tests.Rpc;

/// <summary>The two ends of a conversation, over a real connection of HTTP/2.</summary>
public sealed class ConversationsOverGrpc : CarrierContract
{
    [Fact]
    public async Task A_client_hears_why_the_node_ended_the_conversation_with_an_error()
    {
        await using var node = await RpcNode.StartAsync(routes =>
            routes.MapCarrier(RegistryMethods.Connect, (_, _, _) => throw new RpcException(RpcStatusCode.ResourceExhausted, "too many sessions")));
        await using var carrier = await node.DialAsync();

        var lost = await Assert.ThrowsAsync<CarrierLostException>(() => carrier.ReceiveAsync(Cancel).AsTask());

        Assert.Contains("too many sessions", lost.Message, StringComparison.Ordinal);
        Assert.Empty(node.Errors);
    }

    [Fact]
    public async Task A_message_over_the_limit_ends_the_conversation_with_status_8()
    {
        await using var node = await StartAsync(EchoAsync);
        await using var carrier = await node.DialAsync();
        await GetInAsync(carrier);
        var sending = carrier.SendAsync(new byte[(4 * 1024 * 1024) + 1], Cancel).AsTask();

        var lost = await Assert.ThrowsAsync<CarrierLostException>(() => carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel));
        await Record.ExceptionAsync(() => sending);

        Assert.Equal(RpcStatusCode.ResourceExhausted, Assert.IsType<RpcException>(lost.InnerException).Code);
        Assert.Empty(node.Errors);
    }

    [Fact]
    public async Task An_address_where_nobody_listens_is_told_at_the_dial()
    {
        var node = await RpcNode.StartAsync(_ => { });
        var address = node.Address;
        await node.DisposeAsync();

        var lost = await Assert.ThrowsAsync<CarrierLostException>(() => new GrpcCarrierDialer(new()).DialAsync(address, Cancel).AsTask());

        Assert.Contains(address, lost.Message, StringComparison.Ordinal);
    }

    private protected override async Task<CarrierNode> StartAsync(Func<ICarrier, Action, Task> serve)
    {
        var node = await RpcNode.StartAsync(routes => routes.MapCarrier(RegistryMethods.Connect, (carrier, http, _) => serve(carrier, http.Abort)));
        return new(async () => await node.DialAsync(), node.Errors, node.DisposeAsync);
    }
}
