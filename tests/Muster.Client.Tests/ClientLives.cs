using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Testing.Clocks;

namespace Muster.Client.Tests;

/// <summary>A client while no registry answers: nothing waits for ever, and nothing is sent that could not be.</summary>
public sealed class ClientLives : IAsyncDisposable
{
    private readonly MusterClient _client = new(
        new MusterOptions { SnapshotFolder = "" }, new NobodyAnswers(), TimeProvider.System, new Random(1), NullLoggerFactory.Instance);

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public void A_server_of_any_kind_counts_what_it_answers()
    {
        var answered = _client.Answering("orders");
        answered.Succeeded("/shop.Orders/Get");
        answered.Failed("/shop.Orders/Get");
        answered.Cancelled("/shop.Orders/Put");

        var told = _client.Outcomes.Take(provides: service => service == "orders", lists: (_, _) => false).Answered;
        Assert.Equal(
            [("orders", "/shop.Orders/Get", 2UL, 1UL, 0UL), ("orders", "/shop.Orders/Put", 1UL, 0UL, 1UL)],
            told.Select(line => (line.Service, line.Api, line.Total, line.Succeeded, line.Cancelled)).Order());
    }

    [Fact]
    public void Calls_of_what_cannot_be_a_service_are_counted_nowhere()
    {
        Assert.Equal(ErrorCode.Invalid, Assert.Throws<MusterException>(() => _client.Answering("no service")).Code);
    }

    [Fact]
    public async Task Nobody_waits_for_a_client_that_has_ended()
    {
        var registering = _client.RegisterAsync("orders", new InstanceDescription("http://10.0.0.7:80"), TestContext.Current.CancellationToken);

        await _client.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => registering);
    }

    [Fact]
    public async Task Ending_twice_is_ending()
    {
        await _client.DisposeAsync();
        await _client.DisposeAsync();

        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => _client.SubscribeAsync("orders", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_watches_has_seen_the_last_when_the_client_ends()
    {
        await _client.SubscribeAsync("orders", TestContext.Current.CancellationToken);
        var seen = 0;
        var watching = Task.Run(async () =>
        {
            await foreach (var _ in _client.WatchAsync("orders", TestContext.Current.CancellationToken)) seen++;
        }, TestContext.Current.CancellationToken);

        await _client.DisposeAsync();

        await watching;
        Assert.InRange(seen, 0, 1);
    }

    [Fact]
    public async Task An_instance_that_fits_no_frame_is_refused_before_it_holds_up_the_others()
    {
        var instance = new InstanceDescription("http://10.0.0.7:80") { Metadata = new Dictionary<string, string> { ["k"] = new('v', 2_000_000) } };

        var error = await Assert.ThrowsAsync<MusterException>(() => _client.RegisterAsync("orders", instance, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.StartsWith("instance '10.0.0.7' has 20000", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("bytes in all; the limit is 16384.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_known_yet_is_answered_at_once()
    {
        var list = await _client.SubscribeAsync("orders", TestContext.Current.CancellationToken);

        Assert.Equal((0, ListSource.Nothing, ConnectionState.Disconnected), (list.Count, list.Source, _client.State));
        Assert.Same(list.Service, _client.Get("orders").Service);
    }

    [Fact]
    public async Task A_goodbye_gives_up_after_two_seconds_when_the_log_holds_up_the_client()
    {
        var clock = new HandClock();
        using var log = new HeldLog();
        var client = new MusterClient(new MusterOptions { SnapshotFolder = "" }, new NobodyAnswers(), clock, new Random(1), log);
        var registered = await client.DeclareAsync("orders", new InstanceDescription("http://10.0.0.7:80"), TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(4));
        await log.Held.WaitAsync(TestContext.Current.CancellationToken);

        var (leaving, goodbye) = (registered.LeaveAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken), registered.DisposeAsync().AsTask());
        clock.Advance(TimeSpan.FromSeconds(2));
        await goodbye;
        Assert.False(leaving.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await leaving);

        log.LetGo();
        await client.DisposeAsync();
    }

    /// <summary>A log that takes nothing, as one whose reader has stopped.</summary>
    private sealed class HeldLog : ILoggerFactory, ILogger
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _free = new();

        public Task Held => _held.Task;

        public void LetGo() => _free.Set();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _held.TrySetResult();
            _free.Wait(TestContext.Current.CancellationToken);
        }

        public void Dispose() => _free.Dispose();
    }

    private sealed class NobodyAnswers : ICarrierDialer
    {
        public ValueTask<ICarrier> DialAsync(string address, CancellationToken cancel) => throw new CarrierLostException($"{address}: connection refused");
    }
}
