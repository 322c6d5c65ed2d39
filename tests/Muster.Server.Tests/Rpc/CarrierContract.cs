using System.Text;
using Muster.Rpc;

namespace Muster.Server.Tests.Rpc;

/// <summary>What the seam promises, whatever carries the conversation.</summary>
public abstract class CarrierContract
{
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_of_every_size_arrive_whole_and_in_order_both_ways()
    {
        await using var node = await StartAsync(EchoAsync);
        await using var carrier = await node.DialAsync();

        foreach (var size in new[] { 0, 1, 59, 60, 123, 4091, 4092, 16 * 1024, 70_000, 256 * 1024, 4 * 1024 * 1024 })
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
    public async Task Messages_that_are_sent_together_arrive_whole_and_in_order()
    {
        int[] sizes = [0, 1, 3000, 3000, 5000, 70_000, 7, 9];
        await using var node = await StartAsync((carrier, _) => carrier.SendAllAsync([.. sizes.Select(Filled)], Cancel).AsTask());
        await using var carrier = await node.DialAsync();

        foreach (var size in sizes)
        {
            var received = await carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel);
            Assert.True(received!.Value.Span.SequenceEqual(Filled(size).Span), $"a message of {size} bytes came changed");
        }

        Assert.Null(await carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel));

        static ReadOnlyMemory<byte> Filled(int size)
        {
            var bytes = new byte[size];
            new Random(size).NextBytes(bytes);
            return bytes;
        }
    }

    [Fact]
    public async Task A_client_that_leaves_is_seen_to_end_in_good_order_with_all_it_sent()
    {
        var heard = new TaskCompletionSource<List<string>>();
        await using var node = await StartAsync(async (carrier, _) =>
        {
            try { heard.SetResult(await AllAsync(carrier)); }
            catch (CarrierLostException lost) { heard.SetException(lost); }
        });

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
        await using var node = await StartAsync(EchoAsync);
        var carrier = await node.DialAsync();
        var waiting = WaitAsync(carrier);

        await carrier.DisposeAsync();
        await carrier.DisposeAsync();

        Assert.True(await waiting.WaitAsync(Patience, Cancel) is null or CarrierLostException);
        await Assert.ThrowsAsync<CarrierLostException>(() => carrier.ReceiveAsync(Cancel).AsTask());
        await Assert.ThrowsAsync<CarrierLostException>(() => carrier.SendAsync(new byte[1], Cancel).AsTask());
    }

    [Fact]
    public async Task A_client_that_gave_up_waiting_still_gets_what_comes_later()
    {
        await using var node = await StartAsync(EchoAsync);
        await using var carrier = await node.DialAsync();
        for (var round = 0; round < 3; round++)
        {
            using var giveUp = new CancellationTokenSource();
            var waiting = carrier.ReceiveAsync(giveUp.Token).AsTask();
            await giveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        await carrier.SendAsync("later"u8.ToArray(), Cancel);
        Assert.Equal("later", Text(await carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel)));
    }

    [Fact]
    public async Task A_client_hears_all_that_was_sent_before_the_node_ended_the_conversation()
    {
        await using var node = await StartAsync(async (carrier, _) =>
        {
            for (var i = 0; i < 12; i++) await carrier.SendAsync(new byte[10_000], Cancel);
            await carrier.SendAsync("bye"u8.ToArray(), Cancel);
        });
        await using var carrier = await node.DialAsync();

        for (var i = 0; i < 12; i++)
            Assert.Equal(10_000, (await carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel))!.Value.Length);
        Assert.Equal("bye", Text(await carrier.ReceiveAsync(Cancel)));
        Assert.Null(await carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_no_good_end_for_either_side()
    {
        var told = new TaskCompletionSource<Exception?>();
        await using var node = await StartAsync(async (carrier, abort) =>
        {
            await carrier.ReceiveAsync(Cancel);
            abort();
            told.SetResult(await WaitAsync(carrier));
        });
        await using var carrier = await node.DialAsync();
        await carrier.SendAsync("x"u8.ToArray(), Cancel);

        await Assert.ThrowsAsync<CarrierLostException>(() => carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel));
        Assert.IsType<CarrierLostException>(await told.Task.WaitAsync(Patience, Cancel));
        Assert.Empty(node.Errors);
    }

    [Fact]
    public async Task A_node_that_closes_its_end_is_not_held_up_by_its_own_pending_receive()
    {
        var woken = new TaskCompletionSource<Exception?>();
        await using var node = await StartAsync(async (carrier, _) =>
        {
            var waiting = WaitAsync(carrier);
            await carrier.DisposeAsync();
            woken.SetResult(await waiting);
        });
        await using var carrier = await node.DialAsync();

        Assert.Null(await carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel));
        Assert.True(await woken.Task.WaitAsync(Patience, Cancel) is null or CarrierLostException);
    }

    [Fact]
    public async Task A_sender_waits_for_a_client_that_does_not_read_and_is_woken_when_its_end_is_closed()
    {
        const int piece = 64 * 1024;
        const int bearable = 512;   // 32 MB in the buffers of both systems
        var sent = 0;
        var over = new TaskCompletionSource<Exception?>();
        await using var node = await StartAsync(async (carrier, _) =>
        {
            var sending = Record.ExceptionAsync(async () =>
            {
                for (; sent < 100 * bearable; sent++) await carrier.SendAsync(new byte[piece], Cancel);
            }).AsTask();
            await Record.ExceptionAsync(() => sending.WaitAsync(TimeSpan.FromSeconds(1), Cancel));   // it stands still by then
            await carrier.DisposeAsync();
            over.SetResult(await sending);
        });
        await using var carrier = await node.DialAsync();

        Assert.IsType<CarrierLostException>(await over.Task.WaitAsync(Patience, Cancel));
        Assert.True(sent < bearable, $"{sent} pieces were taken from the sender");
    }

    /// <summary>Says a first word that is answered: more is taken of what follows.</summary>
    private protected static async Task GetInAsync(ICarrier carrier)
    {
        await carrier.SendAsync("hello"u8.ToArray(), Cancel);
        Assert.Equal("hello", Text(await carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel)));
    }

    /// <param name="serve">Serves one conversation; the action breaks its connection.</param>
    private protected abstract Task<CarrierNode> StartAsync(Func<ICarrier, Action, Task> serve);

    private protected static Task EchoAsync(ICarrier carrier, Action abort) => EchoAsync(carrier);

    internal static async Task EchoAsync(ICarrier carrier)
    {
        while (await carrier.ReceiveAsync(Cancel) is { } message)
            await carrier.SendAsync(message, Cancel);
    }

    private static Task<Exception?> WaitAsync(ICarrier carrier) => Record.ExceptionAsync(() => (Task)carrier.ReceiveAsync(Cancel).AsTask()).AsTask();

    private static async Task<List<string>> AllAsync(ICarrier carrier)
    {
        var all = new List<string>();
        while (await carrier.ReceiveAsync(Cancel) is { } message)
            all.Add(Text(message));

        return all;
    }

    private protected static string Text(ReadOnlyMemory<byte>? message) => Encoding.UTF8.GetString(message!.Value.Span);
}
