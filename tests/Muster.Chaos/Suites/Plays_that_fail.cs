using Muster.Rpc;

namespace Muster.Chaos.Suites;

/// <summary>Whatever ends a play too early is its verdict, and not the end of those after it.</summary>
public sealed class Plays_that_fail
{
    [Fact]
    public async Task What_nobody_expected_is_told_in_the_verdict_and_the_stage_is_kept()
    {
        var folder = "";
        var verdict = await ChaosCommand.PlayAsync("renew", (theatre, _, _) =>
        {
            folder = theatre.Folder;
            return Task.FromException<Verdict>(new RpcException(RpcStatusCode.Unavailable, "The node is gone."));
        }, Settings.Of(), TestContext.Current.CancellationToken);

        Assert.Equal(("suite renew is played to its end", false), (verdict.Promise, verdict.Kept));
        Assert.Contains("The node is gone.", verdict.Figures[0], StringComparison.Ordinal);
        Assert.Equal($"everything printed and logged is in {folder}", verdict.Figures[1]);
        Assert.True(Directory.Exists(folder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task One_that_was_stopped_leaves_nothing_behind()
    {
        using var asked = new CancellationTokenSource();
        var folder = "";
        var verdict = await ChaosCommand.PlayAsync("renew", async (theatre, _, cancel) =>
        {
            folder = theatre.Folder;
            await asked.CancelAsync();
            throw new OperationCanceledException(cancel);
        }, Settings.Of(), asked.Token);

        Assert.Equal((false, "stopped"), (verdict.Kept, Assert.Single(verdict.Figures)));
        Assert.False(Directory.Exists(folder));
    }
}
