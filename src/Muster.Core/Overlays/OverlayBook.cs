using Muster.Core.Catalog;
using Muster.Protocol;

namespace Muster.Core.Overlays;

/// <summary>What operators laid over instances, registered or not. Ends what has expired or outlived its run.</summary>
/// <remarks>
/// Written by the machine alone. An overlay that is bound to a run (an incarnation) holds for that run only: whoever
/// claims the id later, or answers at the same address, inherits nothing.
/// </remarks>
internal sealed class OverlayBook(Action<RegistryEvent> happened)
{
    private readonly Dictionary<(ServiceKey Service, string Id), SortedList<string, Entry>> _laid = [];
    private readonly PriorityQueue<(OverlayKey Key, ulong Revision), TimeSpan> _expiries = new();

    /// <summary>Takes a change in. One that is over already ends with the next tick.</summary>
    public void Take(OverlayChange change, TimeSpan now)
    {
        var (key, words, revision, remaining) = change;
        if (words is null)
        {
            Drop(key);
            return;
        }

        if (!_laid.TryGetValue((key.Service, key.Id), out var fields))
            _laid[(key.Service, key.Id)] = fields = new(StringComparer.Ordinal);
        fields[key.Field] = new(words, revision);
        if (remaining is { } left) _expiries.Enqueue((key, revision), now + left);
    }

    /// <summary>What is laid over one run of an instance; null when nothing is.</summary>
    public Laid? Over(ServiceKey service, string id, ulong incarnation) =>
        _laid.TryGetValue((service, id), out var fields)
            ? Laid.Of(fields.Values.Select(entry => entry.Words).Where(words => words.Incarnation == 0 || words.Incarnation == incarnation))
            : null;

    /// <summary>The newest run that anything is bound to. It was there, so a new claim to the id gets a later one.</summary>
    public ulong NewestRun(ServiceKey service, string id) =>
        _laid.TryGetValue((service, id), out var fields) ? fields.Values.Max(entry => entry.Words.Incarnation) : 0;

    /// <summary>All runs of an instance before this one are over.</summary>
    public void EndRunsBefore(ServiceKey service, string id, ulong incarnation)
    {
        if (!_laid.TryGetValue((service, id), out var fields)) return;
        for (var at = fields.Count - 1; at >= 0; at--)
        {
            var (words, revision) = fields.Values[at];
            if (words.Incarnation == 0 || words.Incarnation >= incarnation) continue;
            var key = new OverlayKey(service, id, fields.Keys[at]);
            Drop(key);
            happened(new RegistryEvent.OverlayEnded(key, revision, OverlayEnd.Outlived));
        }
    }

    /// <summary>Ends what has expired. Answers the instances that it was laid over.</summary>
    public IReadOnlyList<(ServiceKey Service, string Id)> Expire(TimeSpan now)
    {
        List<(ServiceKey, string)>? freed = null;
        while (_expiries.TryPeek(out var due, out var at) && at <= now)
        {
            _expiries.Dequeue();
            var (key, revision) = due;
            if (!_laid.TryGetValue((key.Service, key.Id), out var fields) || !fields.TryGetValue(key.Field, out var entry) || entry.Revision != revision)
                continue;   // laid anew since
            Drop(key);
            happened(new RegistryEvent.OverlayEnded(key, revision, OverlayEnd.Expired));
            (freed ??= []).Add((key.Service, key.Id));
        }

        return freed ?? [];
    }

    private void Drop(OverlayKey key)
    {
        if (!_laid.TryGetValue((key.Service, key.Id), out var fields)) return;
        fields.Remove(key.Field);
        if (fields.Count == 0) _laid.Remove((key.Service, key.Id));
    }

    private readonly record struct Entry(Overlay Words, ulong Revision);
}
