namespace Muster.Client.Tests.Balancing;

/// <summary>A clock that stands until it is moved. Timers that fall due run inside <see cref="Advance"/>, on its thread.</summary>
internal sealed class HandClock : TimeProvider
{
    private readonly List<HandTimer> _timers = [];
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
        foreach (var timer in due) timer.Fire();
    }

    private sealed class HandTimer(HandClock clock, Action callback) : ITimer
    {
        private long _due = long.MaxValue;

        public bool IsDue(long now) => Interlocked.Read(ref _due) <= now;

        public void Fire()
        {
            Interlocked.Exchange(ref _due, long.MaxValue);
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
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
