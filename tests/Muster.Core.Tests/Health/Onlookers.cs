using Muster.Protocol;
using Outcome = Muster.Protocol.ProbeResult.Types.Outcome;

namespace Muster.Core.Tests.Health;

/// <summary>The node and three detectors of two locations, who come and go, and are answered by chance: anything, in moods that last.</summary>
internal sealed class Onlookers(TestRegistry registry, Random chance)
{
    private static readonly Outcome[] Moods = [Outcome.Up, Outcome.Up, Outcome.Down, Outcome.Silent, Outcome.Refused, Outcome.Refused, Outcome.Unspecified];

    private readonly TestPeer?[] _detectors = new TestPeer?[3];
    private readonly Dictionary<string, Outcome> _moods = [];
    private int _seen;

    /// <summary>Addresses whose host has ever said that nobody listens there.</summary>
    public HashSet<string> Refused { get; } = [];

    /// <summary>For most a probe, of every kind.</summary>
    public static Probe? ProbeOf(int one) => one % 4 == 0 ? null : new() { Kind = (Probe.Types.Kind)(one % 4), IntervalMs = 1_000 + (500 * (uint)one) };

    /// <summary>Performs what was ordered of late.</summary>
    public void Perform()
    {
        ProbeOrder[] due = [.. registry.Events.Skip(_seen).OfType<RegistryEvent.ProbeDue>().Select(one => one.Order)];
        _seen = registry.Events.Count;
        foreach (var order in due) registry.Step(new Input.Probed(Answer(order)));
        for (var one = 0; one < _detectors.Length; one++) Look(one);
    }

    private void Look(int one)
    {
        if (_detectors[one] is not { Connection.Session: not null } detector)
        {
            if (chance.Next(100) > 0) return;
            _detectors[one] = detector = registry.Join($"detector {one}");
            detector.Send(new Up { Detect = new Detect { Location = one == 0 ? "default" : "east" } });
        }

        ProbeOrder[] orders = [.. detector.Read().Where(frame => frame.ProbeOrders is not null).SelectMany(frame => frame.ProbeOrders.Orders)];
        var answered = orders.Where(_ => chance.Next(10) > 0).Select(Answer);   // others are lost
        detector.Send(new Up { ProbeResults = new ProbeResults { Results = { answered, new ProbeResult { Number = (ulong)chance.Next(100), Outcome = Outcome.Refused, Evidence = "not asked" } } } });
        detector.Beat();
        if (chance.Next(400) == 0) detector.Drop();
    }

    private ProbeResult Answer(ProbeOrder order)
    {
        if (!_moods.TryGetValue(order.Address, out var mood) || chance.Next(30) == 0) _moods[order.Address] = mood = Moods[chance.Next(Moods.Length)];
        var outcome = mood is Outcome.Unspecified ? Moods[chance.Next(Moods.Length)] : mood;
        if (outcome is Outcome.Refused) Refused.Add(order.Address);
        return new() { Number = order.Number, Outcome = outcome, Evidence = $"said {outcome}" };
    }
}
