using Muster.Core.Health;

namespace Muster.Core.Tests.Health;

/// <summary>A minute of calls, against the plain list of them.</summary>
public sealed class CallWindows
{
    [Fact]
    public void A_window_sums_what_came_within_its_slots_and_nothing_else()
    {
        var random = new Random(11);
        for (var trial = 0; trial < 300; trial++)
        {
            var window = default(CallWindow);
            var told = new List<(long Slot, Calls Calls)>();
            var slot = 1_000L + random.Next(50);
            for (var report = 0; report < 60; report++)
            {
                slot += random.Next(10) switch { < 5 => 0, < 8 => 1, 8 => 2, _ => random.Next(12) };
                var late = random.Next(8) == 0 ? random.Next(9) : 0;
                var calls = new Calls(random.Next(100), random.Next(10));
                window.Add(slot - late, calls);
                told.Add((slot - late, calls));

                var at = slot + random.Next(8);
                foreach (var slots in new[] { CallWindow.Minute, CallWindow.HalfMinute })
                {
                    var oldest = Math.Max(at - slots, slot - CallWindow.Minute) + 1;
                    var expected = told.Where(one => one.Slot >= oldest && one.Slot <= at).Aggregate(default(Calls), (sum, one) => sum + one.Calls);
                    Assert.Equal(expected, window.Sum(at, slots));
                }
            }
        }
    }

    [Theory]
    [InlineData(100, 100, false)]
    [InlineData(100, 105, false)]
    [InlineData(100, 106, true)]
    public void A_window_is_empty_a_minute_after_the_last_word(long last, long slot, bool empty)
    {
        var window = default(CallWindow);
        window.Add(last, new(1, 0));
        Assert.Equal(empty, window.IsEmptyAt(slot));
    }

    [Theory]
    [InlineData(10, 7, 2, 8, 1)]
    [InlineData(10, 10, 0, 10, 0)]
    [InlineData(10, 0, 10, 0, 0)]
    public void What_a_caller_gave_up_is_no_trial(ulong total, ulong succeeded, ulong cancelled, double trials, double failed) =>
        Assert.Equal(new Calls(trials, failed), Calls.Of(total, succeeded, cancelled));
}
