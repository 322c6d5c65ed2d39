using Muster.Client.Outcomes;
using Muster.Protocol;

namespace Muster.Client.Balancing;

/// <summary>What this process knows of one instance by calling it. Lives as long as the instance is listed at the same address.</summary>
/// <param name="address">A process that comes back elsewhere is another one.</param>
/// <param name="warmth">When it is first listed: warm when it was there before this process looked.</param>
internal sealed class Callee(string id, string address, Warmth warmth)
{
    private readonly Lock _lock = new();
    private Standing _standing;   // guarded by _lock
    private int _inFlight;
    private InstanceCounts? _counts;

    public string Id { get; } = id;

    public string Address { get; } = address;

    /// <summary>Written and read where plans are made.</summary>
    public Warmth Warmth { get; private set; } = warmth;

    public ulong Hash { get; } = XxHash64.Hash(id, 0);

    public int InFlight => Volatile.Read(ref _inFlight);

    public void Show(InstanceState state, TimeSpan now) => Warmth = Warmth.Next(state, now);

    /// <summary>Looked up with the first call, as most of a large service is never called.</summary>
    public InstanceCounts CountsIn(OutcomeTable table, string service) => _counts ??= table.Made(service, Id);

    public void Begin() => Interlocked.Increment(ref _inFlight);

    public void End() => Interlocked.Decrement(ref _inFlight);

    /// <summary>True when the outcome changed whether, or how much, it is called.</summary>
    public bool Learn(bool succeeded, TimeSpan now, EjectionOptions rules)
    {
        lock (_lock)
        {
            var before = _standing.Trust;
            _standing = _standing.OnOutcome(succeeded, now, rules);
            return _standing.Trust != before;
        }
    }

    public Standing StandingAt(TimeSpan now)
    {
        lock (_lock) return _standing = _standing.OnTick(now);
    }
}
