using System.Diagnostics;
using Google.Protobuf;
using Muster.Rpc;

namespace Muster.Interop;

/// <summary>What our client sees of a server of Google's own implementation.</summary>
public sealed class PythonServers
{
    private static readonly RpcCallOptions Limit = new(TimeSpan.FromSeconds(20));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_one_message_with_one()
    {
        using var server = await PythonServer.StartAsync();

        Assert.Equal("hello", (await server.Channel.CallAsync(EchoMethods.Unary, new() { Text = "hello" }, Limit, Cancel)).Text);
    }

    [Fact]
    public async Task Answer_one_message_with_many()
    {
        using var server = await PythonServer.StartAsync();

        var answers = await server.Channel.StreamAsync(EchoMethods.ServerStream, new() { Text = "1000" }, Limit, Cancel).ToListAsync(Cancel);

        Assert.Equal(Enumerable.Range(0, 1000).Select(number => $"{number}"), answers.Select(answer => answer.Text));
    }

    [Fact]
    public async Task Answer_many_messages_with_one()
    {
        using var server = await PythonServer.StartAsync();
        await using var call = server.Channel.Open(EchoMethods.ClientStream, Limit, Cancel);
        await call.WriteAsync(new() { Text = "a" }, Cancel);
        await call.WriteAsync(new() { Text = "b" }, Cancel);
        call.Complete();

        Assert.Equal("a,b", (await call.ReadAsync(Cancel))?.Text);
        Assert.Null(await call.ReadAsync(Cancel));
    }

    [Fact]
    public async Task Answer_each_message_before_the_next_is_sent()
    {
        using var server = await PythonServer.StartAsync();
        await using var call = server.Channel.Open(EchoMethods.Both, Limit, Cancel);

        foreach (var text in new[] { "one", "two", new string('x', 100_000) })
        {
            await call.WriteAsync(new() { Text = text }, Cancel);
            Assert.Equal(text, (await call.ReadAsync(Cancel))?.Text);
        }

        call.Complete();
        Assert.Null(await call.ReadAsync(Cancel));
    }

    [Fact]
    public async Task Carry_a_conversation()
    {
        using var server = await PythonServer.StartAsync();
        var carrier = await new GrpcCarrierDialer(new()).DialAsync($"http://{server.Address}", Cancel);

        foreach (var size in new[] { 0, 5, 300_000 })
        {
            var message = new byte[size];
            await carrier.SendAsync(message, Cancel);
            Assert.Equal(size, (await carrier.ReceiveAsync(Cancel))?.Length);
        }

        await carrier.DisposeAsync();
    }

    [Fact]
    public async Task Are_told_the_deadline_and_told_when_it_has_passed()
    {
        using var server = await PythonServer.StartAsync();

        var left = await server.Channel.CallAsync(EchoMethods.Unary, new() { Text = "time" }, new(TimeSpan.FromSeconds(100)), Cancel);
        Assert.InRange(int.Parse(left.Text, System.Globalization.CultureInfo.InvariantCulture), 80, 100);

        var clock = Stopwatch.StartNew();
        await RefusedAsync(RpcStatusCode.DeadlineExceeded, server.Channel.CallAsync(EchoMethods.Unary, new() { Text = "wait" }, new(TimeSpan.FromSeconds(0.3)), Cancel));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.2, 10);
        Assert.Equal("given up", await server.LineAsync("the server to give up too"));
    }

    [Fact]
    public async Task Are_told_when_a_call_is_cancelled()
    {
        using var server = await PythonServer.StartAsync();
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var call = server.Channel.Open(EchoMethods.ServerStream, Limit, giveUp.Token);
        await call.WriteAsync(new() { Text = "wait" }, Cancel);
        call.Complete();
        Assert.Equal("wait", (await call.ReadAsync(Cancel))?.Text);

        var pending = call.ReadAsync(CancellationToken.None).AsTask();
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        Assert.Equal("given up", await server.LineAsync("the server to give up too"));
    }

    [Fact]
    public async Task Are_told_when_a_call_is_disposed_half_way()
    {
        using var server = await PythonServer.StartAsync();
        await foreach (var _ in server.Channel.StreamAsync(EchoMethods.ServerStream, new() { Text = "wait" }, Limit, Cancel))
            break;

        Assert.Equal("given up", await server.LineAsync("the server to give up"));
    }

    [Fact]
    public async Task Exchange_text_and_bytes_beside_the_messages()
    {
        using var server = await PythonServer.StartAsync();
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(octet => (byte)octet)];
        await using var call = server.Channel.Open(
            EchoMethods.Unary, Limit with { Metadata = new() { { "x-text", "plain" }, { "x-bytes-bin", bytes } } }, Cancel);
        await call.WriteAsync(new() { Text = "metadata" }, Cancel);
        call.Complete();

        var headers = await call.HeadersAsync(Cancel);
        Assert.NotNull(await call.ReadAsync(Cancel));
        Assert.Null(await call.ReadAsync(Cancel));

        Assert.Equal("plain", headers.Text("first-text"));
        Assert.Equal(bytes, headers.Bytes("first-bin"));
        Assert.Equal(bytes, call.Trailers.Bytes("last-bin"));
    }

    [Fact]
    public async Task Refuse_before_and_after_the_first_message()
    {
        using var server = await PythonServer.StartAsync();

        var refusal = await RefusedAsync(RpcStatusCode.FailedPrecondition, server.Channel.CallAsync(EchoMethods.Unary, new() { Text = "fail" }, Limit, Cancel));
        Assert.Equal(EchoMethods.Complaint, refusal.Message);
        Assert.Equal([1, 2, 255], refusal.Trailers.Bytes("why-bin"));

        var late = server.Channel.StreamAsync(EchoMethods.ServerStream, new() { Text = "late" }, Limit, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await late.MoveNextAsync());
        Assert.Equal(EchoMethods.Complaint, (await RefusedAsync(RpcStatusCode.FailedPrecondition, late.MoveNextAsync().AsTask())).Message);

        await RefusedAsync(RpcStatusCode.Unknown, server.Channel.CallAsync(EchoMethods.Unary, new() { Text = "bug" }, Limit, Cancel));
        await RefusedAsync(RpcStatusCode.Unimplemented, server.Channel.CallAsync(EchoMethods.Of("Nothing"), new(), Limit, Cancel));
    }

    [Fact]
    public async Task Are_held_to_the_limit_of_a_message_and_hold_us_to_theirs()
    {
        using var server = await PythonServer.StartAsync();

        await RefusedAsync(RpcStatusCode.ResourceExhausted, server.Channel.CallAsync(EchoMethods.Unary, new() { Text = "big 5000000" }, Limit, Cancel));
        await RefusedAsync(
            RpcStatusCode.ResourceExhausted,
            server.Channel.CallAsync(EchoMethods.Unary, new() { Payload = ByteString.CopyFrom(new byte[5_000_000]) }, Limit, Cancel));
        Assert.Equal(4_000_000, (await server.Channel.CallAsync(EchoMethods.Unary, new() { Text = "big 4000000" }, Limit, Cancel)).Payload.Length);
    }

    [Fact]
    public async Task Break_our_calls_when_they_are_killed()
    {
        using var server = await PythonServer.StartAsync();
        await using var call = server.Channel.Open(EchoMethods.Both, Limit, Cancel);
        await call.WriteAsync(new() { Text = "one" }, Cancel);
        Assert.NotNull(await call.ReadAsync(Cancel));

        server.Kill();

        await RefusedAsync(RpcStatusCode.Unavailable, call.ReadAsync(Cancel).AsTask());
        await RefusedAsync(RpcStatusCode.Unavailable, server.Channel.CallAsync(EchoMethods.Unary, new(), Limit, Cancel));
    }

    private static async Task<RpcException> RefusedAsync(RpcStatusCode code, Task call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => call.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.True(code == refusal.Code, $"Expected {code}, was {refusal.Code}: {refusal.Message}");
        return refusal;
    }
}
