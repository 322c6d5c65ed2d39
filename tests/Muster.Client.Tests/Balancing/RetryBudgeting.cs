using FsCheck;
using FsCheck.Fluent;
using Muster.Client.Balancing;

namespace Muster.Client.Tests.Balancing;

/// <summary>Retries stay a share of the calls, however many calls fail.</summary>
public sealed class RetryBudgeting
{
    private static readonly RetryOptions Rules = new();

    [Fact]
    public void A_quiet_service_may_retry_its_minimum()
    {
        var budget = default(RetryBudget);
        for (var i = 0; i < 10; i++) Assert.True(budget.TryRetry(TimeSpan.Zero, Rules, out budget));

        Assert.False(budget.TryRetry(TimeSpan.Zero, Rules, out budget));
        Assert.True(budget.TryRetry(TimeSpan.FromSeconds(2), Rules, out budget));
    }

    [Fact]
    public void Over_a_minute_of_failures_retries_stay_within_share_and_minimum() =>
        Prop.ForAll(Gen.Choose(1, 500).ToArbitrary(), perSecond =>
        {
            var (budget, retries, calls) = (default(RetryBudget), 0, perSecond * 60);
            for (var call = 0; call < calls; call++)
            {
                var now = TimeSpan.FromSeconds((double)call / perSecond);
                budget = budget.OnCall(now);
                if (budget.TryRetry(now, Rules, out budget)) retries++;
            }

            return retries <= (Rules.Share * calls) + (Rules.Minimum * (1 + (60 / RetryBudget.Memory.TotalSeconds)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_instance_that_dies_under_full_load_is_covered()
    {
        var (budget, now) = (default(RetryBudget), TimeSpan.Zero);
        for (var call = 0; call < 10_000; call++) budget = budget.OnCall(now = TimeSpan.FromMilliseconds(call));   // 1000 calls/s

        for (var inFlight = 0; inFlight < 500; inFlight++) Assert.True(budget.TryRetry(now, Rules, out budget));
    }
}
