using System.Collections.Concurrent;
using Muster.Client.Telemetry;
using Muster.Protocol;

namespace Muster.Client.Outcomes;

/// <summary>
/// What came of the calls that this process answered and made, until the registry is told. Anyone counts; the
/// conversation alone takes.
/// </summary>
/// <remarks>
/// Bounded: an instance has at most <see cref="InstanceCounts.Apis"/> APIs, all instances together
/// <see cref="Room"/>; calls beyond that are counted under <see cref="InstanceCounts.Others"/>. Instances that are not
/// listed any more are dropped at the next taking, with what was counted of them.
/// </remarks>
internal sealed class OutcomeTable(int room = OutcomeTable.Room)
{
    public const int Room = 20_000;

    private readonly ConcurrentDictionary<string, InstanceCounts> _answered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Service, string Id), InstanceCounts> _made = new();
    private readonly TableRoom _room = new(room);

    /// <summary>Calls of a service that this process answers. The services are those of its configuration: few, and never dropped.</summary>
    public InstanceCounts Answered(string service) => _answered.GetOrAdd(service, static (name, room) => new InstanceCounts(name, "", room), _room);

    /// <summary>Calls that this process makes to an instance. To be held no longer than the instance is listed.</summary>
    public InstanceCounts Made(string service, string id) =>
        _made.GetOrAdd((service, id), static (callee, room) => new InstanceCounts(callee.Service, callee.Id, room), _room);

    /// <summary>Takes the calls that the registry can make use of; the others are forgotten.</summary>
    /// <param name="provides">Whether this session has registered something of a service.</param>
    /// <param name="lists">Whether an instance is listed.</param>
    public Taken Take(Func<string, bool> provides, Func<string, string, bool> lists)
    {
        var (taken, useless) = (Taken.Nothing, new List<CallCounts>());
        foreach (var (service, counts) in _answered) counts.Take(provides(service) ? taken.Answered : useless);
        foreach (var (callee, counts) in _made)
        {
            var isListed = lists(callee.Service, callee.Id);
            counts.Take(isListed ? taken.Made : useless);
            if (!isListed && _made.TryRemove(callee, out _)) _room.GiveBack(counts.Named);
        }

        ClientMeter.Untold(useless, "unlisted");
        return taken;
    }

    /// <summary>Forgets what was counted for too long without a registry to tell.</summary>
    public void Discard()
    {
        var old = new List<CallCounts>();
        foreach (var counts in _answered.Values.Concat(_made.Values)) counts.Take(old);
        ClientMeter.Untold(old, "too-old");
    }
}
