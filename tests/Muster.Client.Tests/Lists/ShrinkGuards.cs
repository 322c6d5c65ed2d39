using Muster.Client.Lists;

namespace Muster.Client.Tests.Lists;

public sealed class ShrinkGuards
{
    [Theory]
    // shown, lost involuntarily, remaining, stale, doubted for s → held back
    [InlineData(10, 0, 0, false, 0, false)]    // everyone said goodbye
    [InlineData(10, 4, 6, false, 0, false)]    // 40 % pass
    [InlineData(10, 5, 5, false, 0, true)]
    [InlineData(10, 10, 0, false, 0, true)]
    [InlineData(1, 1, 0, false, 0, true)]
    [InlineData(2, 1, 1, false, 0, true)]
    [InlineData(3, 1, 2, false, 0, false)]
    [InlineData(10, 1, 0, false, 0, true)]     // nine goodbyes and one loss: still the last one
    [InlineData(10, 5, 5, false, 29.9, true)]
    [InlineData(10, 5, 5, false, 30, false)]   // confirmed
    [InlineData(10, 5, 5, true, 30, true)]     // unless the registry itself is in doubt
    [InlineData(10, 5, 5, true, 3600, true)]
    [InlineData(10, 1, 9, true, 0, true)]      // which lacks what it says it lacks
    [InlineData(10, 1, 9, true, 3600, true)]
    [InlineData(10, 0, 9, true, 0, false)]
    public void A_loss_that_is_too_large_waits(int shown, int lost, int remaining, bool stale, double doubted, bool holds) =>
        Assert.Equal(holds, ShrinkGuard.Holds(shown, lost, remaining, stale, TimeSpan.FromSeconds(doubted)));

    [Theory]
    [InlineData(RemovalCause.Deregistered, true)]
    [InlineData(RemovalCause.Drained, true)]
    [InlineData(RemovalCause.Disabled, true)]
    [InlineData(RemovalCause.Policy, true)]
    [InlineData(RemovalCause.Replaced, true)]
    [InlineData(RemovalCause.Buried, true)]
    [InlineData(RemovalCause.Expired, false)]
    [InlineData(RemovalCause.ProbeFailed, false)]
    [InlineData(RemovalCause.Unknown, false)]
    public void Only_somebodys_word_makes_a_loss_voluntary(RemovalCause cause, bool voluntary) =>
        Assert.Equal(voluntary, ShrinkGuard.IsVoluntary(cause));
}
