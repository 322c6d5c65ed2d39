using Muster.Chaos.Suites;

namespace Muster.Chaos;

/// <summary>The suites, as small as they still say something; <c>./build chaos</c> plays them in full.</summary>
public sealed class Short_plays
{
    /// <summary>Six are killed once each: of three, one is always freshly dead, and more calls fail than a retry budget may carry.</summary>
    [Theory]
    [InlineData("restart", "rounds=2", "providers=3")]
    [InlineData("kill", "rounds=1", "providers=6")]
    public async Task A_few_rounds_under_load_fail_no_call_that_is_promised(string suite, string rounds, string providers)
    {
        var settings = Settings.Of(rounds, providers, "consumers=2", "calls=40");

        var verdict = await ChaosCommand.PlayAsync(suite, settings, TestContext.Current.CancellationToken);

        Assert.True(verdict.Kept, verdict.ToString());
    }

    [Fact]
    public async Task A_few_kills_in_the_middle_of_edits_tear_none()
    {
        var verdict = await ChaosCommand.PlayAsync("edits", Settings.Of("kills=3"), TestContext.Current.CancellationToken);

        Assert.True(verdict.Kept, verdict.ToString());
    }

    /// <summary>The other faults of the line wait until a deadline is over.</summary>
    [Fact]
    public async Task Instructions_take_effect_once_over_a_line_that_is_cut_and_a_registry_that_is_killed()
    {
        var verdict = await ChaosCommand.PlayAsync("instruct", Settings.Of("rounds=1", "providers=3", "faults=5"), TestContext.Current.CancellationToken);

        Assert.True(verdict.Kept, verdict.ToString());
    }

    [Fact]
    public async Task A_node_that_renews_its_certificate_ends_no_stream_and_fails_no_call()
    {
        var verdict = await ChaosCommand.PlayAsync("renew", Settings.Of("rounds=3", "providers=2", "consumers=2", "calls=40"), TestContext.Current.CancellationToken);

        Assert.True(verdict.Kept, verdict.ToString());
    }
}
