namespace Muster.AspNetCore.Tests;

/// <summary>A clock that stands until it is moved. Timers that fall due, also periodic ones, run inside <see cref="Advance"/>.</summary>
internal sealed class HandClock : TimeProvider
{
    private readonly List<HandTimer> _timers = [];   // guarded by itself
    private long _now = TimeSpan.FromHours(1).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_timers) _timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var now = Interlocked.Add(ref _now, by.Ticks);
        HandTimer[] due;
        lock (_timers) due = [.. _timers.Where(timer => timer.IsDue(now))];
        foreach (var timer in due) timer.Fire(now);
    }

    private sealed class HandTimer(HandClock clock, Action callback) : ITimer
    {
        private long _due = long.MaxValue;
        private long _period;

        public bool IsDue(long now) => Interlocked.Read(ref _due) <= now;

        public void Fire(long now)
        {
            var period = Interlocked.Read(ref _period);
            Interlocked.Exchange(ref _due, period > 0 ? now + period : long.MaxValue);
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Exchange(ref _period, period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks);
            Interlocked.Exchange(ref _due, dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : clock.GetTimestamp() + dueTime.Ticks);
            return true;
        }

        public void Dispose()
        {
            lock (clock._timers) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
