using System.Text;
using Muster.Rpc;
using Muster.Server.Rpc;

namespace Muster.Server.Tests.Rpc;

/// <summary>The two ends of a conversation, over a real connection.</summary>
public sealed class ConversationsOverGrpc
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_of_every_size_arrive_whole_and_in_order_both_ways()
    {
        await using var node = await RpcNode.StartAsync(EchoCarrier);
        await using var carrier = await node.DialAsync();

        foreach (var size in new[] { 0, 1, 4091, 4092, 16 * 1024, 70_000, 256 * 1024, 4 * 1024 * 1024 })
        {
            var sent = new byte[size];
            new Random(size).NextBytes(sent);
            var sending = carrier.SendAsync(sent, Cancel);
            var received = await carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel);
            await sending;

            Assert.True(received!.Value.Span.SequenceEqual(sent), $"a message of {size} bytes came back changed");
        }
    }

    [Fact]
    public async Task A_client_that_leaves_is_seen_to_end_in_good_order_with_all_it_sent()
    {
        var heard = new TaskCompletionSource<List<string>>();
        await using var node = await RpcNode.StartAsync(routes => routes.MapCarrier(RegistryMethods.Connect, async (carrier, _, cancel) =>
        {
            try { heard.SetResult(await AllAsync(carrier, cancel)); }
            catch (CarrierLostException lost) { heard.SetException(lost); }
        }));

        var carrier = await node.DialAsync();
        using var giveUp = new CancellationTokenSource();
        var waiting = carrier.ReceiveAsync(giveUp.Token).AsTask();
        await carrier.SendAsync("goodbye"u8.ToArray(), Cancel);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await carrier.DisposeAsync();

        Assert.Equal(["goodbye"], await heard.Task.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task A_client_that_leaves_while_it_waits_for_a_message_is_woken()
    {
        await using var node = await RpcNode.StartAsync(EchoCarrier);
        var carrier = await node.DialAsync();
        var waiting = carrier.ReceiveAsync(Cancel).AsTask();

        await carrier.DisposeAsync();

        Assert.Null(await waiting.WaitAsync(Patience, Cancel));
        await Assert.ThrowsAsync<CarrierLostException>(() => carrier.ReceiveAsync(Cancel).AsTask());
        await Assert.ThrowsAsync<CarrierLostException>(() => carrier.SendAsync(new byte[1], Cancel).AsTask());
    }

    [Fact]
    public async Task A_client_hears_that_the_node_ended_the_conversation_in_good_order()
    {
        await using var node = await RpcNode.StartAsync(routes =>
            routes.MapCarrier(RegistryMethods.Connect, (carrier, _, cancel) => carrier.SendAsync("bye"u8.ToArray(), cancel).AsTask()));
        await using var carrier = await node.DialAsync();

        Assert.Equal("bye", Text(await carrier.ReceiveAsync(Cancel)));
        Assert.Null(await carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel));
    }

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
    public async Task A_node_that_stops_takes_the_connection_away_and_both_ends_hear_of_it()
    {
        var told = new TaskCompletionSource<Exception>();
        var node = await RpcNode.StartAsync(routes => routes.MapCarrier(RegistryMethods.Connect, async (carrier, http, cancel) =>
        {
            await carrier.ReceiveAsync(cancel);
            http.Abort();
            told.SetResult((await Record.ExceptionAsync(() => carrier.ReceiveAsync(CancellationToken.None).AsTask()))!);
        }));
        await using (node)
        {
            await using var carrier = await node.DialAsync();
            await carrier.SendAsync("x"u8.ToArray(), Cancel);

            await Assert.ThrowsAsync<CarrierLostException>(() => carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel));
            Assert.IsType<CarrierLostException>(await told.Task.WaitAsync(Patience, Cancel));
        }
    }

    [Fact]
    public async Task A_node_that_closes_its_end_is_not_held_up_by_its_own_pending_receive()
    {
        var woken = new TaskCompletionSource<Exception>();
        await using var node = await RpcNode.StartAsync(routes => routes.MapCarrier(RegistryMethods.Connect, async (carrier, _, cancel) =>
        {
            var waiting = Record.ExceptionAsync(() => carrier.ReceiveAsync(cancel).AsTask());
            await carrier.DisposeAsync();
            woken.SetResult((await waiting)!);
        }));
        await using var carrier = await node.DialAsync();

        Assert.Null(await carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel));
        Assert.IsType<CarrierLostException>(await woken.Task.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task A_message_over_the_limit_ends_the_conversation_with_status_8()
    {
        await using var node = await RpcNode.StartAsync(EchoCarrier);
        await using var carrier = await node.DialAsync();
        var sending = carrier.SendAsync(new byte[(4 * 1024 * 1024) + 1], Cancel).AsTask();

        var lost = await Assert.ThrowsAsync<CarrierLostException>(() => carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel));
        await Record.ExceptionAsync(() => sending);

        Assert.Equal(RpcStatusCode.ResourceExhausted, Assert.IsType<RpcException>(lost.InnerException).Code);
        Assert.Empty(node.Errors);
    }

    [Fact]
    public async Task An_address_where_nobody_listens_is_told_at_the_dial()
    {
        var node = await RpcNode.StartAsync(EchoCarrier);
        var address = node.Address;
        await node.DisposeAsync();

        var lost = await Assert.ThrowsAsync<CarrierLostException>(() => new GrpcCarrierDialer(new()).DialAsync(address, Cancel).AsTask());

        Assert.Contains(address, lost.Message, StringComparison.Ordinal);
    }

    private static void EchoCarrier(RpcRoutes routes) => routes.MapCarrier(RegistryMethods.Connect, async (carrier, _, cancel) =>
    {
        while (await carrier.ReceiveAsync(cancel) is { } message)
            await carrier.SendAsync(message, cancel);
    });

    private static async Task<List<string>> AllAsync(ICarrier carrier, CancellationToken cancel)
    {
        var all = new List<string>();
        while (await carrier.ReceiveAsync(cancel) is { } message)
            all.Add(Text(message));

        return all;
    }

    private static string Text(ReadOnlyMemory<byte>? message) => Encoding.UTF8.GetString(message!.Value.Span);
}
