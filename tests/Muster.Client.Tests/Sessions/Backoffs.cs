using Muster.Client.Sessions;

namespace Muster.Client.Tests.Sessions;

public sealed class Backoffs
{
    [Fact]
    public void Waits_are_spread_over_a_range_that_doubles_up_to_4_s()
    {
        double[] ceilings = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 4, 4, 4];
        var longest = new double[ceilings.Length];
        for (var seed = 0; seed < 500; seed++)
        {
            var backoff = new Backoff(new Random(seed));
            for (var n = 0; n < ceilings.Length; n++) longest[n] = Math.Max(longest[n], backoff.Next().TotalSeconds);
        }

        for (var n = 0; n < ceilings.Length; n++) Assert.InRange(longest[n], 0.9 * ceilings[n], ceilings[n]);
    }

    [Fact]
    public void A_thousand_failures_later_the_wait_is_still_bounded()
    {
        var backoff = new Backoff(new Random(1));

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(backoff.Next(), TimeSpan.Zero, Backoff.Longest));
    }

    [Fact]
    public void After_a_conversation_the_wait_is_short_again()
    {
        var backoff = new Backoff(new Random(1));
        for (var i = 0; i < 10; i++) backoff.Next();

        backoff.Succeeded();

        Assert.InRange(backoff.Next(), TimeSpan.Zero, Backoff.First);
    }
}
