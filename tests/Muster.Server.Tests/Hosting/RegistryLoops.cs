using System.Threading.Channels;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Protocol;
using Muster.Server.Hosting;
using Muster.Testing.Clocks;

namespace Muster.Server.Tests.Hosting;

/// <summary>The one writer: in order, with ticks, bounded, and with a clear end.</summary>
public sealed class RegistryLoops : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HandClock _clock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<(IReadOnlyList<RegistryEvent> Events, TimeSpan At)> _steps = [];
    private readonly RegistryLoop _loop;
    private Task _running = Task.CompletedTask;

    public RegistryLoops()
    {
        var options = new RegistryOptions { Epoch = 1, Callers = new([], openToAll: true, openToLoopback: true) };
        _loop = new RegistryLoop(new Registry(options, RegistryLoop.Now(_clock)), _clock, (events, _, _) => _steps.Add(([.. events], RegistryLoop.Now(_clock))));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    [Fact]
    public async Task Whoever_asks_is_answered_when_readers_can_see_it()
    {
        Run();

        var answer = await _loop.AskAsync(Put("orders-1"), Cancel).WaitAsync(Patience, Cancel);

        Assert.Null(answer.Error);
        Assert.Equal(1, _loop.Views.Find(new("shop", "orders"))!.Current.Entries.Length);
    }

    [Fact]
    public async Task An_idle_loop_ticks()
    {
        Run();
        await _loop.StepAsync(new Input.Tick(), Cancel).WaitAsync(Patience, Cancel);
        var before = _steps.Count;

        _clock.Advance(Registry.TickEvery);
        await _loop.StepAsync(new Input.Tick(), Cancel).WaitAsync(Patience, Cancel);

        Assert.True(_steps.Count >= before + 2, "the timer's tick should have been stepped, too");
    }

    [Fact]
    public async Task A_loop_that_is_never_idle_ticks_between_inputs()
    {
        for (var i = 0; i < 100; i++) await _loop.PostAsync(Put($"orders-{i}"), _ => _clock.Move(Registry.TickEvery / 2), Cancel);

        Run();
        await _loop.StepAsync(new Input.Tick(), Cancel).WaitAsync(Patience, Cancel);

        Assert.InRange(_steps.Count, 150, 153);
    }

    [Fact]
    public async Task Those_who_find_the_inbox_full_wait_and_nothing_is_dropped()
    {
        var stepped = 0;
        for (var i = 0; i < RegistryLoop.Capacity; i++) await _loop.PostAsync(Put("orders-1"), _ => stepped++, Cancel);
        var late = _loop.PostAsync(Put("orders-2"), _ => stepped++, Cancel).AsTask();
        Assert.False(late.IsCompleted);

        Run();
        await late;
        await _loop.StepAsync(new Input.Tick(), Cancel).WaitAsync(Patience, Cancel);

        Assert.Equal(RegistryLoop.Capacity + 1, stepped);
    }

    [Fact]
    public async Task Giving_up_the_wait_for_a_place_hands_nothing_in()
    {
        for (var i = 0; i < RegistryLoop.Capacity; i++) await _loop.PostAsync(new Input.Tick(), Cancel);
        using var giveUp = new CancellationTokenSource();
        var late = _loop.PostAsync(Put("orders-2"), giveUp.Token).AsTask();

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => late);

        Run();
        await _loop.StepAsync(new Input.Tick(), Cancel).WaitAsync(Patience, Cancel);
        Assert.Null(_loop.Views.Find(new("shop", "orders")));
    }

    [Fact]
    public async Task When_the_loop_has_ended_those_who_ask_are_told_and_those_who_post_are_not_kept()
    {
        var waiting = _loop.AskAsync(Put("orders-1"), Cancel);
        await _stopping.CancelAsync();

        await _loop.RunAsync(_stopping.Token).WaitAsync(Patience, Cancel);

        await Assert.ThrowsAsync<ChannelClosedException>(() => waiting);
        await Assert.ThrowsAsync<ChannelClosedException>(() => _loop.AskAsync(Put("orders-1"), Cancel));
        await _loop.PostAsync(new Input.Tick(), Cancel);
    }

    [Fact]
    public async Task A_bug_in_a_step_ends_the_loop_with_its_exception()
    {
        var asked = _loop.StepAsync(new Unheard(), Cancel);

        await Assert.ThrowsAsync<InvalidOperationException>(() => _loop.RunAsync(_stopping.Token).WaitAsync(Patience, Cancel));
        await Assert.ThrowsAsync<ChannelClosedException>(() => asked.WaitAsync(Patience, Cancel));
    }

    private void Run() => _running = Task.Run(() => _loop.RunAsync(_stopping.Token), Cancel);

    private static Input.PutThin Put(string id) => new(
        Caller.Anonymous, new ServiceKey("shop", "orders"), new Instance { Id = id, Addresses = { "http://10.0.0.7:80" } }, TimeSpan.FromSeconds(30));

    private sealed record Unheard : Input;
}
