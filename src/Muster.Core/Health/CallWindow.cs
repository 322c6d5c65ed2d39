using System.Runtime.CompilerServices;

namespace Muster.Core.Health;

/// <summary>The calls of the last minute, in six slots of 10 s of the machine's clock. A value of fixed size.</summary>
/// <remarks>The newest slot is the running one, so that what was reported a moment ago counts already.</remarks>
internal struct CallWindow
{
    public const int Minute = 6, HalfMinute = 3;
    public static readonly TimeSpan Slot = TimeSpan.FromSeconds(10);

    private Ring _ring;
    private long _newest;

    public static long SlotAt(TimeSpan now) => now.Ticks / Slot.Ticks;

    public void Add(long slot, Calls calls)
    {
        for (var fresh = Math.Max(_newest + 1, slot - Minute + 1); fresh <= slot; fresh++) _ring[(int)(fresh % Minute)] = default;
        if (slot > _newest) _newest = slot;
        if (slot > _newest - Minute) _ring[(int)(slot % Minute)] += calls;
    }

    /// <summary>The sum of some slots up to the given one.</summary>
    public readonly Calls Sum(long slot, int slots)
    {
        var sum = default(Calls);
        for (var one = Math.Max(slot - slots, _newest - Minute) + 1; one <= Math.Min(slot, _newest); one++)
            if (one >= 0) sum += _ring[(int)(one % Minute)];
        return sum;
    }

    public readonly bool IsEmptyAt(long slot) => slot - _newest >= Minute;

    [InlineArray(Minute)]
    private struct Ring
    {
        private Calls _first;
    }
}
