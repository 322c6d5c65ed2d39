using System.Diagnostics;

namespace Muster.Core.Departures;

/// <summary>Who has read one service's list of late without following it: nobody can tell which list he uses. Any thread notes; the machine reads.</summary>
/// <remarks>
/// Bounded: of more than <see cref="Kept"/> at a time, those who read last are known by name, and that there were others is known
/// for as long as any of them might still count. Times are the machine's own, so that its stalls age nobody.
/// </remarks>
internal sealed class Pollers
{
    /// <summary>How long a read counts: whoever asks less often than that is not covered, and not named.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    public const int Kept = 20;

    private readonly Lock _lock = new();
    private (string Caller, string Address, TimeSpan At)[]? _seen;   // made with the first
    private int _count;
    private TimeSpan? _droppedAt;   // when the last one that was dropped had read

    /// <param name="caller">Who reads.</param>
    /// <param name="from">Where he calls from, <c>ADDRESS:PORT</c>; the port does not count.</param>
    /// <param name="now">The machine's time.</param>
    public void Note(string caller, string from, TimeSpan now)
    {
        var address = from.AsSpan(0, from.LastIndexOf(':') is > 0 and var colon ? colon : from.Length);
        lock (_lock)
        {
            _seen ??= new (string, string, TimeSpan)[Kept];
            var at = FindLocked(caller, address);
            if (at < _count)
            {
                _seen[at].At = now;
                return;
            }

            if (_count == Kept) at = MakeRoomLocked(now);
            else _count++;
            _seen[at] = (caller, address.ToString(), now);
        }
    }

    /// <summary>Those who have read within the last minute, each as <c>caller at address</c>, sorted; and whether there were more than are known by name.</summary>
    public (IReadOnlyList<string> Named, bool More) Since(TimeSpan now)
    {
        lock (_lock)
        {
            if (_seen is null) return ([], false);
            var named = _seen.Take(_count).Where(one => now - one.At <= Remembered).Select(one => $"{one.Caller} at {one.Address}").Order(StringComparer.Ordinal).ToList();
            return (named, _droppedAt is { } dropped && now - dropped <= Remembered);
        }
    }

    private int FindLocked(string caller, ReadOnlySpan<char> address)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        for (var at = 0; at < _count; at++)
            if (_seen![at].Caller == caller && address.SequenceEqual(_seen[at].Address)) return at;
        return _count;
    }

    /// <summary>The place of the one whose last read is the oldest.</summary>
    private int MakeRoomLocked(TimeSpan now)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        var oldest = 0;
        for (var at = 1; at < Kept; at++)
            if (_seen![at].At < _seen[oldest].At) oldest = at;
        if (now - _seen![oldest].At <= Remembered) _droppedAt = _seen[oldest].At;
        return oldest;
    }
}
