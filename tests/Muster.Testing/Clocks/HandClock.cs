using System.Diagnostics;

namespace Muster.Testing.Clocks;

/// <summary>A clock that stands until it is moved. Timers that fall due, also periodic ones, run inside <see cref="Advance"/>, on its thread.</summary>
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
        lock (_lock) _timers.Add(timer);
        return timer;
    }

    /// <summary>Moves the hands alone: no timer hears of it yet.</summary>
    public void Move(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks);

    public void Advance(TimeSpan by)
    {
        Move(by);
        var now = GetTimestamp();
        HandTimer[] due;
        lock (_lock) due = [.. _timers.Where(timer => timer.IsDue(now))];
        foreach (var timer in due) timer.Fire(now);
    }

    private sealed class HandTimer(HandClock clock, Action callback) : ITimer
    {
        private long _due = long.MaxValue;   // this and the period: guarded by the clock's lock
        private long _period;

        public bool IsDue(long now)
        {
            Debug.Assert(clock._lock.IsHeldByCurrentThread);
            return _due <= now;
        }

        public void Fire(long now)
        {
            lock (clock._lock) _due = _period > 0 ? now + _period : long.MaxValue;
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                _period = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
                _due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : clock.GetTimestamp() + dueTime.Ticks;
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
