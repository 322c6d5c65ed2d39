using Microsoft.Extensions.Logging.Abstractions;
using Muster.Client.Instructions;
using Muster.Protocol;
using Muster.Testing.Clocks;
using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Client.Tests.Instructions;

/// <summary>The application's part, and how it may go wrong.</summary>
public sealed class Handling
{
    private readonly HandClock _clock = new();
    private readonly InstructionHandlers _handlers;

    public Handling() => _handlers = new(_clock, NullLogger.Instance);

    [Theory]
    [InlineData("drain", Outcome.Done, "")]
    [InlineData("resume", Outcome.Done, "")]
    [InlineData("refresh", Outcome.Done, "")]
    [InlineData("dance", Outcome.NotDone, "This process knows no 'dance'.")]
    public async Task What_the_application_has_no_part_in_is_done_or_unknown(string command, Outcome outcome, string message) =>
        Assert.Equal((outcome, message), await ObeyAsync(command));

    [Fact]
    public async Task It_gets_the_arguments_and_the_last_handler_holds()
    {
        var seen = "";
        _handlers.Set("reload", (_, _) => throw new InvalidOperationException("the first"));
        _handlers.Set("reload", (arguments, _) =>
        {
            seen = arguments["file"];
            return Task.CompletedTask;
        });

        Assert.Equal((Outcome.Done, ""), await ObeyAsync("reload"));
        Assert.Equal("rules.json", seen);
    }

    [Fact]
    public async Task A_failure_is_told_and_cut_and_so_is_a_hooks_of_the_sdks_own()
    {
        _handlers.Set("reload", (_, _) => throw new InvalidOperationException(new string('x', 500)));
        _handlers.Set("drain", (_, _) => Task.FromException(new IOException("the queue is away")));

        var (outcome, message) = await ObeyAsync("reload");
        Assert.Equal((Outcome.Failed, Limits.EvidenceText), (outcome, message.Length));
        Assert.Equal((Outcome.Failed, "IOException: the queue is away"), await ObeyAsync("drain"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_late_is_told_to_stop_and_waited_for_no_more(bool listens)
    {
        var (begun, told) = (new TaskCompletionSource(), new CancellationToken());
        _handlers.Set("dawdle", async (_, cancel) =>
        {
            told = cancel;
            begun.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(listens ? cancel : CancellationToken.None);
        });

        var obeying = ObeyAsync("dawdle");
        await begun.Task;
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal((Outcome.Failed, "'dawdle' was not done within 30 s, and was told to stop."), await obeying);
        Assert.True(told.IsCancellationRequested);
    }

    [Fact]
    public async Task A_client_that_ends_waits_for_nobody()
    {
        using var stopping = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        _handlers.Set("dawdle", (_, _) =>
        {
            begun.SetResult();
            return new TaskCompletionSource().Task;
        });

        var obeying = ObeyUntilAsync("dawdle", stopping.Token);
        await begun.Task;
        await stopping.CancelAsync();

        Assert.Equal((Outcome.Failed, "The process is ending."), await obeying);
    }

    [Theory]
    [InlineData("", "instruction '': use 1 to 64 letters, digits and . _ -.")]
    [InlineData("a b", "instruction 'a b': use at most 64 letters, digits and . _ -.")]
    [InlineData("move", "instruction 'move' is the registry's own word: use another name.")]
    public void A_name_that_cannot_be_one_is_refused(string name, string words) =>
        Assert.Equal(words, Assert.Throws<MusterException>(() => _handlers.Set(name, (_, _) => Task.CompletedTask)).Message);

    private Task<(Outcome Outcome, string Message)> ObeyAsync(string command) => ObeyUntilAsync(command, TestContext.Current.CancellationToken);

    private async Task<(Outcome Outcome, string Message)> ObeyUntilAsync(string command, CancellationToken stopping)
    {
        var told = new InstructionResult();
        await _handlers.ObeyAsync(
            new() { Id = "i-1", Command = command, Arguments = { ["file"] = "rules.json" }, WithinMs = 30_000 },
            result =>
            {
                told = result;
                return ValueTask.CompletedTask;
            },
            stopping);
        return (told.Outcome, told.Message);
    }
}
