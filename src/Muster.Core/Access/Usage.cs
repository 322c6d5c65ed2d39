using System.Collections.Concurrent;

namespace Muster.Core.Access;

/// <summary>What a caller holds now, over all his sessions. The machine writes; anyone reads.</summary>
internal sealed class Usage
{
    private volatile int _instances;
    private volatile int _subscriptions;
    private readonly long[] _refused = new long[Enum.GetValues<QuotaKind>().Length];

    public int Instances
    {
        get => _instances;
        internal set => _instances = value;
    }

    public int Subscriptions
    {
        get => _subscriptions;
        internal set => _subscriptions = value;
    }

    /// <summary>How often he was refused for a quota.</summary>
    public long Refused(QuotaKind quota) => Interlocked.Read(ref _refused[(int)quota]);

    /// <summary>Counted by whoever refuses, on any thread.</summary>
    public void Refuse(QuotaKind quota) => Interlocked.Increment(ref _refused[(int)quota]);
}

/// <summary>Usages by caller: as many as there are names of credentials.</summary>
internal sealed class UsageBook
{
    private readonly ConcurrentDictionary<string, Usage> _usages = new(StringComparer.Ordinal);

    public IEnumerable<Usage> All => _usages.Values;

    public Usage Of(string caller) => _usages.GetOrAdd(caller, static _ => new());
}
