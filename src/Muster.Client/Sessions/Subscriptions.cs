using Muster.Client.Lists;
using Muster.Protocol;

namespace Muster.Client.Sessions;

/// <summary>The services that this process follows, and their agreement with the registry on this connection.</summary>
internal sealed class Subscriptions
{
    private readonly SortedDictionary<string, ServiceCopy> _copies = new(StringComparer.Ordinal);

    /// <summary>The heartbeat after which the set last changed: answers to earlier ones cannot be compared.</summary>
    private ulong _changedAtBeat;

    public IEnumerable<ServiceCopy> Copies => _copies.Values;

    public ServiceCopy? Find(string service) => _copies.GetValueOrDefault(service);

    public ServiceCopy? Add(string service, ulong beat)
    {
        if (_copies.ContainsKey(service)) return null;
        _changedAtBeat = beat;
        return _copies[service] = new ServiceCopy(service);
    }

    public bool Remove(string service, ulong beat)
    {
        _changedAtBeat = beat;
        return _copies.Remove(service);
    }

    public void OnNewConnection()
    {
        _changedAtBeat = 0;
        foreach (var copy in _copies.Values)
        {
            copy.Answered = false;
            copy.Verified.OnNewConnection();
        }
    }

    /// <summary>Whether the registry's sum over what it sent differs from ours over what we hold.</summary>
    public bool Disagree(HeartbeatAck ack)
    {
        if (ack.Number <= _changedAtBeat) return false;
        var sum = 0UL;
        foreach (var copy in _copies.Values)
            if (copy.Answered) sum += ListDigest.HeldEntry(copy.Verified.Service, copy.Verified.Digest);
        return sum != ack.Held;
    }

    /// <summary>The frames that subscribe to some services, each from what is held.</summary>
    public static IEnumerable<Up> Ask(IEnumerable<ServiceCopy> copies)
    {
        foreach (var batch in copies.Chunk(Limits.Batch))
        {
            var subscribe = new Subscribe();
            foreach (var copy in batch)
            {
                copy.Answered = false;
                subscribe.Subscriptions.Add(new Subscription { Service = copy.Verified.Service, Held = copy.Verified.ToHeld() });
            }

            yield return new Up { Subscribe = subscribe };
        }
    }
}
