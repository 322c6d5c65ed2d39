using Muster.Core.Health;

namespace Muster.Core.Tests.Health;

/// <summary>Nothing that is reported makes an instance flip faster than the damping allows.</summary>
public sealed class Dampings
{
    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 60)]
    [InlineData(5, 150)]
    [InlineData(10, 300)]
    [InlineData(25, 300)]
    public void Each_demotion_holds_thirty_seconds_longer_up_to_five_minutes(int demotions, double seconds)
    {
        var (damping, now) = (default(Damping), TimeSpan.FromHours(1));
        for (var one = 0; one < demotions; one++)
        {
            damping = damping.Restored(now).Demoted(now);
        }

        Assert.True(damping.Holds(now + TimeSpan.FromSeconds(seconds - 0.1)));
        Assert.False(damping.Holds(now + TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public void Two_minutes_in_good_standing_take_one_step_back()
    {
        var now = TimeSpan.FromHours(1);
        var damping = default(Damping).Demoted(now).Restored(now).Demoted(now).Restored(now).Demoted(now).Restored(now);

        Assert.Equal(3, damping.StepsAt(now + TimeSpan.FromSeconds(119)));
        Assert.Equal(2, damping.StepsAt(now + TimeSpan.FromSeconds(120)));
        Assert.Equal(0, damping.StepsAt(now + TimeSpan.FromHours(1)));
    }

    [Fact]
    public void At_most_six_demotions_come_within_ten_minutes_and_in_the_long_run_one_in_five()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 300; trial++)
        {
            var (damping, now) = (default(Damping), TimeSpan.FromHours(1));
            var demotions = new List<TimeSpan>();
            var eager = trial % 2 == 0;
            for (var hour = now + TimeSpan.FromHours(2); now < hour;)
            {
                damping = damping.Demoted(now);
                demotions.Add(now);
                now = damping.HeldUntil + (eager ? TimeSpan.Zero : TimeSpan.FromSeconds(random.Next(60)));
                damping = damping.Restored(now);
                now += eager ? TimeSpan.Zero : TimeSpan.FromSeconds(random.Next(300));
            }

            Assert.All(demotions, from => Assert.InRange(demotions.Count(at => at >= from && at < from + TimeSpan.FromMinutes(10)), 1, 6));
            if (eager) Assert.InRange(demotions[^1] - demotions[^2], TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));
        }
    }
}
