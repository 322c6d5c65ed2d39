using System.Net;

namespace Muster.Server.Hosting;

/// <summary>Which addresses call and call off again: that costs the node work, and the caller nothing (CVE-2023-44487).</summary>
/// <remarks>
/// An address that within <see cref="Within"/> has called off more than <see cref="Most"/> calls on which nobody had begun to work is
/// shut out for as long from the last of them. What is remembered is bounded: beyond that, further addresses are let be.
/// </remarks>
internal sealed class Conduct(TimeProvider time)
{
    public const int Most = 100;
    private const int Remembered = 4096;

    public static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, (int CalledOff, long Since)> _seen = [];   // guarded by _lock

    /// <summary>A call was called off before anybody had begun to work on it. Answers whether its address is shut out by now.</summary>
    public bool CalledOff(IPAddress address)
    {
        lock (_lock)
        {
            if (!_seen.TryGetValue(address, out var seen) || IsOver(seen.Since))
            {
                if (_seen.Count >= Remembered) Forget();
                if (_seen.Count >= Remembered) return false;
                seen = (0, time.GetTimestamp());
            }

            var shut = ++seen.CalledOff > Most;
            _seen[address] = shut ? (seen.CalledOff, time.GetTimestamp()) : seen;
            return shut;
        }
    }

    public bool IsShut(IPAddress address)
    {
        lock (_lock) return _seen.TryGetValue(address, out var seen) && seen.CalledOff > Most && !IsOver(seen.Since);
    }

    private bool IsOver(long since) => time.GetElapsedTime(since) >= Within;

    private void Forget()
    {
        foreach (var (address, seen) in _seen)
            if (IsOver(seen.Since)) _seen.Remove(address);
    }
}
