using Muster.Core.Catalog;
using Muster.Core.Sessions;

namespace Muster.Core.Health;

/// <summary>Judges the instances of which something was reported, each once in 10 s. Others are not here and cost nothing.</summary>
/// <remarks>
/// A round first sums up what the fleets have, then judges each instance by it; both are spread over ticks by what
/// they cost, so that neither a large registry nor a large service makes a late tick:
/// <code>
///   10 s slot begins ─▶ gather, some a tick ─▶ judge, some a tick ─▶ wait for the next slot
/// </code>
/// An instance that was removed, or came back as another incarnation, is dropped when its turn comes. Called by the machine alone.
/// </remarks>
internal sealed class HealthTable(Func<ServiceKey, HealthRules> rulesOf, Registrar registrar, Action<RegistryEvent> happened)
{
    /// <summary>Windows looked at in one tick at least: about a tenth of a millisecond.</summary>
    private const int LeastWindowsPerTick = 2_000;

    /// <summary>Ticks that each half of a round is spread over: four of the ten seconds.</summary>
    private const int TicksPerHalf = 80;

    private readonly Dictionary<InstanceRef, InstanceHealth> _records = [];
    private readonly Dictionary<Service, ServiceHealth> _services = [];
    private readonly List<InstanceHealth> _order = [];
    private readonly List<ApiTurn> _turns = [];
    private long _slot = -1;
    private int _gathered, _judged;
    private int _roundCost, _lastCost;

    /// <summary>Instances of which something was reported.</summary>
    public int Count => _records.Count;

    /// <summary>Takes in calls of one API of an instance that is registered.</summary>
    public void Add(InstanceRef instance, Side side, string api, string voice, TimeSpan now, Calls calls) =>
        RecordOf(instance)?.Add(side, api, voice, now, calls);

    /// <summary>Takes in what a registered instance says of itself: null for serving.</summary>
    public void Declare(InstanceRef instance, string? degraded, TimeSpan now)
    {
        if (RecordOf(instance) is not { } record) return;
        var before = record.Ailment;
        record.Declare(degraded, now);
        Tell(record, before, now);
    }

    public void Tick(TimeSpan now)
    {
        if (_judged >= _order.Count && _gathered >= _order.Count) Begin(now);

        var left = Math.Max(LeastWindowsPerTick, _lastCost / TicksPerHalf);
        for (; _gathered < _order.Count && left > 0; _gathered++)
        {
            var record = _order[_gathered];
            record.Gather(_slot);
            left -= record.Cost;
            _roundCost += record.Cost;
        }

        if (_gathered < _order.Count) return;
        while (_judged < _order.Count && left > 0)
        {
            left -= _order[_judged].Cost;
            Judge(_order[_judged], now);
        }
    }

    private void Begin(TimeSpan now)
    {
        var slot = CallWindow.SlotAt(now);
        if (slot == _slot) return;
        (_slot, _gathered, _judged) = (slot, 0, 0);
        (_lastCost, _roundCost) = (_roundCost, 0);
    }

    private void Judge(InstanceHealth record, TimeSpan now)
    {
        var (service, id) = record.Instance;
        if (service.Find(id)?.Incarnation != record.Incarnation)
        {
            Drop(record);
            return;
        }

        var before = record.Ailment;
        record.Judge(_slot, now, _turns);
        foreach (var turn in _turns) happened(new RegistryEvent.ApiTurned(service.Key, id, turn));
        _turns.Clear();
        Tell(record, before, now);
        if (record.IsForgotten(now)) Drop(record);
        else _judged++;
    }

    private void Tell(InstanceHealth record, string? before, TimeSpan now)
    {
        if (record.Ailment == before) return;
        var (service, id) = record.Instance;
        registrar.AilmentChanged(record.Instance, record.Ailment, now);
        happened(new RegistryEvent.AilmentChanged(service.Key, id, record.Ailment));
    }

    private InstanceHealth? RecordOf(InstanceRef instance)
    {
        if (instance.Service.Find(instance.Id) is not { } fact) return null;
        if (_records.TryGetValue(instance, out var record) && record.Incarnation == fact.Incarnation) return record;

        if (!_services.TryGetValue(instance.Service, out var service))
            _services.Add(instance.Service, service = new(rulesOf(instance.Service.Key)));
        service.Instances++;
        record = new InstanceHealth(instance, fact.Incarnation, service);
        _records[instance] = record;
        _order.Add(record);
        return record;
    }

    /// <summary>Takes out the one whose turn it is; the last one takes its place.</summary>
    private void Drop(InstanceHealth record)
    {
        if (_records.GetValueOrDefault(record.Instance) == record) _records.Remove(record.Instance);
        if (--record.Service.Instances == 0) _services.Remove(record.Instance.Service);
        _order[_judged] = _order[^1];
        _order.RemoveAt(_order.Count - 1);
        _gathered = Math.Min(_gathered, _order.Count);
    }
}
