using System.Net;
using System.Net.Sockets;
using Muster.Rpc;
using Muster.Server.Rpc;
using Muster.Testing.Clocks;

namespace Muster.Server.Tests.Rpc;

/// <summary>Where lean frames do not pass, the conversation runs over gRPC, and the next dial knows.</summary>
public sealed class FallingBack
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HandClock _clock = new();   // stands: where nothing is said of it, nobody waited for it

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_knows_only_http_2_is_spoken_to_over_grpc_at_once()
    {
        await using var node = await RpcNode.StartAsync(Echo);
        await using var carrier = await new CarrierDialer(new() { Time = _clock }).DialAsync(node.Address, Cancel).AsTask().WaitAsync(Patience, Cancel);

        await EchoesAsync<GrpcCarrier>(carrier);
    }

    [Fact]
    public async Task The_same_under_tls()
    {
        await using var node = await RpcNode.StartAsync(Echo, CallsOverTls.Authority);
        var options = new RpcChannelOptions { Time = _clock, Tls = new() { Authorities = [CallsOverTls.Authority] } };
        await using var carrier = await new CarrierDialer(options).DialAsync(node.Address, Cancel).AsTask().WaitAsync(Patience, Cancel);

        await EchoesAsync<GrpcCarrier>(carrier);
    }

    [Fact]
    public async Task A_node_whose_certificate_is_not_trusted_is_not_spoken_to_at_all()
    {
        await using var node = await RpcNode.StartAsync(Echo, CallsOverTls.Authority, (carrier, _) => CarrierContract.EchoAsync(carrier));
        var dialer = new CarrierDialer(new() { Time = _clock });

        var lost = await Assert.ThrowsAsync<CarrierLostException>(() => dialer.DialAsync($"https://{node.Address}", Cancel).AsTask());

        Assert.Contains("cannot be reached", lost.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("\0muster/2\r\n")]
    [InlineData("")]
    public async Task A_proxy_that_answers_something_else_or_hangs_up_is_passed_over_grpc_for_a_while(string answer)
    {
        await using var node = await RpcNode.StartAsync(Echo);
        await using var proxy = new Http2Proxy(node.Address, answer);
        var dialer = new CarrierDialer(new() { Time = _clock });

        for (var dial = 0; dial < 3; dial++)
        {
            await using var carrier = await dialer.DialAsync(proxy.Address, Cancel).AsTask().WaitAsync(Patience, Cancel);
            await EchoesAsync<GrpcCarrier>(carrier);
            Assert.Equal(1, proxy.Marks);
        }

        _clock.Move(CarrierDialer.Remembered);
        await using var later = await dialer.DialAsync(proxy.Address, Cancel).AsTask().WaitAsync(Patience, Cancel);
        Assert.Equal(2, proxy.Marks);
    }

    [Fact]
    public async Task A_proxy_that_keeps_silent_is_passed_over_grpc_when_patience_is_over()
    {
        await using var node = await RpcNode.StartAsync(Echo);
        await using var proxy = new Http2Proxy(node.Address, answer: null);
        var dialing = new CarrierDialer(new() { Time = _clock }).DialAsync(proxy.Address, Cancel).AsTask();
        await proxy.Marked.WaitAsync(Patience, Cancel);
        Assert.False(dialing.IsCompleted);

        _clock.Advance(LeanDial.AnswerWithin);

        await using var carrier = await dialing.WaitAsync(Patience, Cancel);
        await EchoesAsync<GrpcCarrier>(carrier);
    }

    [Fact]
    public async Task What_is_remembered_of_an_address_goes_with_the_node_that_was_there()
    {
        var old = await RpcNode.StartAsync(Echo);
        var port = IPEndPoint.Parse(old.Address).Port;
        var dialer = new CarrierDialer(new() { Time = _clock });
        await using (var carrier = await dialer.DialAsync(old.Address, Cancel)) await EchoesAsync<GrpcCarrier>(carrier);
        await old.DisposeAsync();
        await Assert.ThrowsAsync<CarrierLostException>(() => dialer.DialAsync(old.Address, Cancel).AsTask());

        await using var young = await RpcNode.StartAsync(Echo, lean: (carrier, _) => CarrierContract.EchoAsync(carrier), port: port);
        await using var lean = await dialer.DialAsync(young.Address, Cancel);

        await EchoesAsync<LeanCarrier>(lean);
    }

    [Fact]
    public async Task An_address_where_nobody_listens_is_told_at_the_dial()
    {
        var node = await RpcNode.StartAsync(Echo);
        var address = node.Address;
        await node.DisposeAsync();

        var lost = await Assert.ThrowsAsync<CarrierLostException>(() => new CarrierDialer(new()).DialAsync(address, Cancel).AsTask());

        Assert.StartsWith($"The registry at {address} cannot be reached: ", lost.Message, StringComparison.Ordinal);
    }

    private static async Task EchoesAsync<TCarrier>(ICarrier carrier)
    {
        Assert.IsType<TCarrier>(carrier);
        await carrier.SendAsync(new byte[] { 7 }, Cancel);
        Assert.Equal([7], (await carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel))!.Value.ToArray());
    }

    private static void Echo(RpcRoutes routes) => routes.MapCarrier(RegistryMethods.Connect, (carrier, _, _) => CarrierContract.EchoAsync(carrier));

    /// <summary>Lets HTTP/2 through to a node, and answers the lean mark in its own way: null for never.</summary>
    private sealed class Http2Proxy : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _over = new();
        private readonly TaskCompletionSource _marked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _accepting;
        private int _marks;

        public Http2Proxy(string node, string? answer)
        {
            _listener.Start();
            _accepting = AcceptAsync(IPEndPoint.Parse(node), answer);
        }

        public string Address => _listener.LocalEndpoint.ToString()!;

        public int Marks => Volatile.Read(ref _marks);

        public Task Marked => _marked.Task;

        public async ValueTask DisposeAsync()
        {
            await _over.CancelAsync();
            await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _listener.Dispose();
            _over.Dispose();
        }

        private async Task AcceptAsync(IPEndPoint node, string? answer)
        {
            var serving = new List<Task>();
            while (!_over.IsCancellationRequested)
            {
                var accepted = await _listener.AcceptTcpClientAsync(_over.Token);
                serving.Add(ServeAsync(accepted, node, answer));
            }
        }

        private async Task ServeAsync(TcpClient client, IPEndPoint node, string? answer)
        {
            using var _ = client;
            var stream = client.GetStream();
            var first = new byte[24];
            await stream.ReadExactlyAsync(first, _over.Token);
            if (first[0] == 0)
            {
                Interlocked.Increment(ref _marks);
                _marked.TrySetResult();
                if (answer is null) await stream.CopyToAsync(Stream.Null, _over.Token);   // until the client gives up
                else await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), _over.Token);
                return;
            }

            using var onward = new TcpClient();
            await onward.ConnectAsync(node, _over.Token);
            await onward.GetStream().WriteAsync(first, _over.Token);
            await Task.WhenAny(stream.CopyToAsync(onward.GetStream(), _over.Token), onward.GetStream().CopyToAsync(stream, _over.Token));
        }
    }
}
