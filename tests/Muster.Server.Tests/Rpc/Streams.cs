using System.Diagnostics.Metrics;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Muster.Core;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Hosting;
using Muster.Server.Metrics;
using Muster.Server.Rpc;
using Muster.Testing.Carriers;
using Muster.Testing.Clocks;

namespace Muster.Server.Tests.Rpc;

/// <summary>One client's stream: whatever comes up is answered or refused in words, and whoever misbehaves is let go.</summary>
public sealed class Streams : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HandClock _clock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _left = new();
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RegistryDoor _door;
    private readonly Task _running;

    public Streams()
    {
        var options = new RegistryOptions { Epoch = 1, Callers = new([], openToAll: false, openToLoopback: true) };
        var loop = new RegistryLoop(new Registry(options, RegistryLoop.Now(_clock)), _clock, static (_, _, _) => { });
        _running = Task.Run(() => loop.RunAsync(_stopping.Token));
        _door = new RegistryDoor(loop, new NodeMeter(_metrics.GetRequiredService<IMeterFactory>()), _clock, _left.Token);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        _left.Dispose();
        await _metrics.DisposeAsync();
    }

    [Fact]
    public async Task A_client_is_welcomed_registers_and_hears_of_it()
    {
        var (client, _, _) = Connect();

        var welcome = await client.HelloAsync();
        var snapshot = await client.SubscribeAsync("orders");
        await client.SendAsync(new Up { Register = new Register { Request = 1, Registrations = { Orders("orders-1") } } });
        Down[] answers = [(await client.ReceiveAsync())!, (await client.ReceiveAsync())!];

        Assert.Equal(16, welcome.Secret.Length);
        Assert.Empty(snapshot.Snapshot.Instances);
        Assert.Contains(answers, answer => answer.Registered?.Results[0].Outcome is RegistrationResult.Types.Outcome.Accepted);
        Assert.Contains(answers, answer => answer.Delta?.Changed[0].Instance.Id == "orders-1");
    }

    [Fact]
    public async Task Bytes_that_are_no_frame_are_refused_and_the_session_lives_on()
    {
        var (client, _, _) = Connect();
        await client.HelloAsync();

        await client.SendAsync([0xFF, 0xFF, 0xFF]);
        Assert.Equal(
            "A frame of 3 bytes is not a muster.v1.Up message. Check that the client was built from this registry's proto files.",
            (await client.ReceiveAsync())?.Refused.Error.Message);

        await client.SendAsync(new byte[Limits.FrameBytes + 1]);
        Assert.Equal(
            "The frame has 1048577 bytes; the limit is 1048576. Send its content in several frames.",
            (await client.ReceiveAsync())?.Refused.Error.Message);

        await client.SendAsync(new Up { Heartbeat = new Heartbeat { Number = 7 } });
        Assert.Equal(7u, (await client.ReceiveAsync())?.HeartbeatAck.Number);
    }

    [Theory]
    [InlineData(3, "A frame of 3 bytes is not a muster.v1.Up message. Check that the client was built from this registry's proto files.")]
    [InlineData(16 * 1024 + 1, "The frame has 16385 bytes; the limit of the first one is 16384. Send its content in several frames.")]
    public async Task Who_does_not_start_with_Hello_is_told_and_let_go(int bytes, string message)
    {
        var (client, _, serving) = Connect();

        await client.SendAsync(Enumerable.Repeat((byte)0xFF, bytes).ToArray());

        Assert.Equal(message, (await client.ReceiveAsync())?.Refused.Error.Message);
        Assert.Null(await client.ReceiveAsync());
        await serving.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task Who_says_nothing_is_told_and_let_go()
    {
        var (client, _, serving) = Connect();
        await _door.Loop.StepAsync(new Input.Tick(), Cancel);

        _clock.Advance(RegistryConnection.HelloWithin);

        Assert.Equal("No Hello came within 10 s. It must be the first frame.", (await client.ReceiveAsync())?.Refused.Error.Message);
        Assert.Null(await client.ReceiveAsync());
        await serving.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task Who_asks_and_never_reads_is_cut_off()
    {
        var (client, _, serving) = Connect(capacity: 1);
        await client.HelloAsync();

        for (var number = 1u; !serving.IsCompleted && number < 10_000; number++)
        {
            try
            {
                var sent = client.SendAsync(new Up { Heartbeat = new Heartbeat { Number = number } });
                while (!sent.IsCompleted && !serving.IsCompleted)
                {
                    _clock.Advance(TimeSpan.FromMilliseconds(20));   // what is left of its farewell passes
                    await Task.Yield();
                }

                await sent;
            }
            catch (CarrierLostException)
            {
                break;
            }
        }

        await serving.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task When_the_node_leaves_every_client_gets_GoAway_and_a_good_end()
    {
        var (client, _, serving) = Connect();
        var (silent, _, silentServing) = Connect();
        await client.HelloAsync();

        await _door.Loop.StepAsync(new Input.Leave("This node is stopping."), Cancel);
        await _left.CancelAsync();

        Assert.Equal("This node is stopping.", (await client.ReceiveAsync())?.GoAway.Reason);
        Assert.Null(await client.ReceiveAsync());
        Assert.Null(await silent.ReceiveAsync());
        await Task.WhenAll(serving, silentServing).WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task A_client_that_ends_in_good_order_is_done_with()
    {
        var (client, _, serving) = Connect();
        await client.HelloAsync();

        await client.DisposeAsync();

        await serving.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task A_client_whose_connection_breaks_may_resume_by_id_and_secret()
    {
        var (client, carrier, serving) = Connect();
        var welcome = await client.HelloAsync();
        await client.RegisterAsync("orders", "orders-1");

        carrier.Break();
        await Assert.ThrowsAsync<CarrierLostException>(() => serving.WaitAsync(Patience, Cancel));

        var (again, _, _) = Connect();
        var second = await again.HelloAsync(resume: new Resume { Session = welcome.Session, Secret = welcome.Secret });
        Assert.True(second.Resumed);
        Assert.NotEqual(welcome.Secret, second.Secret);
    }

    [Fact]
    public async Task A_follower_without_a_session_gets_the_list_and_its_changes_until_he_gives_up()
    {
        var (client, _, _) = Connect();
        await client.HelloAsync();
        await client.RegisterAsync("orders", "orders-1");
        var (reader, server) = InMemoryCarrier.Pair();
        var follower = new PlainClient(reader);
        using var gone = new CancellationTokenSource();
        var serving = new RegistryConnection(server, "memory", Origin.Loopback, default, _door).FollowAsync(Caller.Anonymous, new("shop", "orders"), held: null, gone.Token);

        Assert.Equal("orders-1", (await follower.ReceiveAsync())?.Snapshot.Instances.Single().Instance.Id);
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        await _door.Loop.StepAsync(new Input.Tick(), Cancel);
        await client.RegisterAsync("orders", "orders-2");
        Assert.Equal("orders-2", (await follower.ReceiveAsync())?.Delta.Changed.Single().Instance.Id);

        await gone.CancelAsync();
        await serving.WaitAsync(Patience, Cancel);
        await _door.Loop.StepAsync(new Input.Tick(), Cancel);
        Assert.Equal(0, _door.Loop.Views.Find(new("shop", "orders"))!.Subscribers);
    }

    [Fact(Timeout = 20_000)]
    public async Task Who_keeps_a_push_waiting_for_a_second_lags_until_he_takes_it()
    {
        var (client, _, _) = Connect(capacity: 1);
        await client.HelloAsync();

        await client.SendAsync(new Up { Subscribe = new Subscribe { Subscriptions = { new Subscription { Service = "orders" }, new Subscription { Service = "stock" } } } });

        await LaggingAsync(1);
        await client.ReceiveAsync();
        await client.ReceiveAsync();
        await LaggingAsync(0);
    }

    private async Task LaggingAsync(int connections)
    {
        while (_door.Meter.Laggards.Count(_clock) != connections)
        {
            _clock.Move(Laggards.After);
            await Task.Yield();
            Cancel.ThrowIfCancellationRequested();
        }
    }

    private (PlainClient Client, InMemoryCarrier Carrier, Task Serving) Connect(int capacity = 16)
    {
        var (client, server) = InMemoryCarrier.Pair(capacity);
        var connection = new RegistryConnection(server, "memory", Origin.Loopback, ByteString.CopyFromUtf8(Guid.NewGuid().ToString("N")[..16]).Memory, _door);
        return (new PlainClient(client), client, connection.ConverseAsync(CancellationToken.None));
    }

    private static Registration Orders(string id) =>
        new() { Service = "orders", Instance = new Instance { Id = id, Addresses = { "http://10.0.0.7:8080" } } };
}
