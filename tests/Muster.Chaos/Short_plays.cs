using Muster.Chaos.Suites;

namespace Muster.Chaos;

/// <summary>The suites, as small as they still say something; <c>./build chaos</c> plays them in full.</summary>
public sealed class Short_plays
{
    [Theory]
    [InlineData("restart")]
    [InlineData("kill")]
    public async Task Two_rounds_under_load_fail_no_call_that_is_promised(string suite)
    {
        var settings = Settings.Of("rounds=2", "providers=3", "consumers=2", "calls=40");

        var verdict = await ChaosCommand.PlayAsync(suite, settings, TestContext.Current.CancellationToken);

        Assert.True(verdict.Kept, verdict.ToString());
    }
}
