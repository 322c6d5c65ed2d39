using Muster.Core.Watch;

namespace Muster.Core.Tests.Watch;

/// <summary>The first change at once, what follows soon after together.</summary>
public sealed class PushWindows
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0, 1, 100)]
    [InlineData(5_000, 1, 100)]
    [InlineData(10_000, 1, 200)]
    [InlineData(50_000, 1, 1000)]
    [InlineData(1_000_000, 1, 1000)]
    [InlineData(0, 1_000, 100)]
    [InlineData(0, 3_000, 300)]
    [InlineData(10_000, 3_000, 300)]
    [InlineData(20_000, 3_000, 400)]
    [InlineData(int.MaxValue, int.MaxValue, 1000)]
    public void A_window_grows_with_its_subscribers_and_with_all_that_changes(int subscribers, int changing, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), PushWindow.Length(subscribers, changing));

    [Fact]
    public void The_first_change_is_published_at_once_and_the_next_waits()
    {
        var (window, first) = default(PushWindow).OnChange(Start, 1, 1);
        (window, var second) = window.OnChange(Start + Milliseconds(1), 1, 1);

        Assert.True(first);
        Assert.False(second);
        Assert.Equal(new PushWindow(Start + PushWindow.Shortest, Dirty: true), window);
    }

    [Fact]
    public void A_window_that_collected_something_is_published_at_its_end_and_opens_another()
    {
        var window = new PushWindow(Start + Milliseconds(100), Dirty: true);

        Assert.Equal((window, false), window.OnTick(Start + Milliseconds(99.9), 1, 1));
        Assert.Equal((new PushWindow(Start + Milliseconds(200), Dirty: false), true), window.OnTick(Start + Milliseconds(100), 1, 1));
    }

    [Fact]
    public void A_window_that_collected_nothing_closes_silently()
    {
        var window = new PushWindow(Start, Dirty: false);

        Assert.Equal((default, false), window.OnTick(Start, 1, 1));
    }

    [Fact]
    public void Quiet_stays_quiet() => Assert.Equal((default, false), default(PushWindow).OnTick(Start, 1, 1));

    [Fact]
    public void Continuous_change_is_published_once_a_window_and_starves_nobody()
    {
        var (window, published) = (default(PushWindow), 0);
        for (var now = Start; now < Start + TimeSpan.FromSeconds(10); now += Milliseconds(10))
        {
            (window, var atOnce) = window.OnChange(now, 10_000, 1);
            (window, var atEnd) = window.OnTick(now, 10_000, 1);
            published += (atOnce ? 1 : 0) + (atEnd ? 1 : 0);
        }

        Assert.Equal(50, published);
    }

    private static TimeSpan Milliseconds(double some) => TimeSpan.FromMilliseconds(some);
}
