namespace Muster.Server.Tests.Api;

/// <summary>A clock that stands until it is moved. Timers that fall due run inside <see cref="Advance"/>, on its thread.</summary>
internal sealed class HandClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<HandTimer> _timers = [];
    private long _now = TimeSpan.FromHours(1).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the hands alone: no timer hears of it yet.</summary>
    public void Move(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks);

    public void Advance(TimeSpan by)
    {
        Move(by);
        HandTimer[] due;
        lock (_lock) due = [.. _timers.Where(timer => timer.IsDue(_now))];
        foreach (var timer in due) timer.Fire(_now);
    }

    private sealed class HandTimer(HandClock clock, Action callback) : ITimer
    {
        private long _due = long.MaxValue;
        private TimeSpan _period;

        public bool IsDue(long now) => _due <= now;

        public void Fire(long now)
        {
            _due = _period == Timeout.InfiniteTimeSpan ? long.MaxValue : now + _period.Ticks;
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                _due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : clock._now + dueTime.Ticks;
                _period = period;
                if (!clock._timers.Contains(this)) clock._timers.Add(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._lock) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
