using Muster.Core.Sessions;

namespace Muster.Core.Tests.Sessions;

public sealed class StallGuards
{
    [Theory]
    [InlineData(0.05, 0)]
    [InlineData(1, 0)]
    [InlineData(1.001, 1.001)]
    [InlineData(120, 120)]
    public void A_gap_of_more_than_a_second_is_taken_out_as_a_whole(double gap, double stalled)
    {
        var clock = default(StallGuard);
        clock.Start(TimeSpan.FromHours(1));

        var now = clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(gap), out var stood);

        Assert.Equal(TimeSpan.FromSeconds(stalled), stood);
        Assert.Equal(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(gap - stalled), now);
        Assert.Equal(now, clock.Now);
    }

    [Fact]
    public void A_clock_that_goes_back_stands_still()
    {
        var clock = default(StallGuard);
        clock.Start(TimeSpan.FromSeconds(100));

        Assert.Equal(TimeSpan.FromSeconds(100), clock.Advance(TimeSpan.FromSeconds(99), out var stalled));
        Assert.Equal(TimeSpan.Zero, stalled);
        Assert.Equal(TimeSpan.FromSeconds(100.5), clock.Advance(TimeSpan.FromSeconds(100.5), out _));
    }

    [Fact]
    public void Every_stall_counts()
    {
        var clock = default(StallGuard);
        clock.Start(TimeSpan.Zero);

        clock.Advance(TimeSpan.FromSeconds(10), out _);
        clock.Advance(TimeSpan.FromSeconds(10.5), out _);
        clock.Advance(TimeSpan.FromSeconds(60.5), out _);

        Assert.Equal(TimeSpan.FromSeconds(0.5), clock.Now);
    }
}
