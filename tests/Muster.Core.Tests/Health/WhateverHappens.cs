using Muster.Core.Health;
using Muster.Protocol;
using Status = Muster.Protocol.ServiceStatus.Types.Status;

namespace Muster.Core.Tests.Health;

/// <summary>What must hold whatever is sent, lost, claimed and left unsaid: random lives of a service, judged second by second.</summary>
public sealed class WhateverHappens
{
    private static readonly string[] Apis = ["GET /", "POST /pay", "*"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 15)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_more_is_hidden_than_the_budget_nothing_flips_faster_than_damped_and_every_state_has_its_evidence(int seed)
    {
        var life = new Life(seed);
        var demotions = new Dictionary<string, List<TimeSpan>>();
        for (var second = 0; second < 900; second++)
        {
            life.Live();
            var view = life.Registry.View();
            var entries = view.Entries.ToArray();
            var (hidden, budget) = view.Withheld;

            Assert.InRange(hidden, 0, EjectionBudget.Of(entries.Length + hidden));
            Assert.Equal(EjectionBudget.Of(entries.Length + hidden), budget);
            Assert.True(entries.Length > 0 || hidden == 0, $"second {second}: the last one was hidden");
            Assert.All(entries, entry =>
            {
                Assert.Equal(entry.State is State.Healthy, entry.Condition.Evidence.Length == 0);
                Assert.Equal(entry.State is State.Dead, entry.Protected);
                Assert.InRange(entry.Condition.Evidence.Length, 0, Limits.EvidenceText);
            });

            foreach (var ailing in life.NewEvents.OfType<RegistryEvent.AilmentChanged>().Where(one => one.Ailment is not null))
            {
                var times = demotions.TryGetValue(ailing.Id, out var known) ? known : demotions[ailing.Id] = [];
                times.Add(life.Registry.Now);
                Assert.InRange(times.Count(at => at > life.Registry.Now - TimeSpan.FromMinutes(10)), 1, 6);
            }
        }
    }

    [Fact]
    public void Two_nodes_with_the_same_facts_compute_the_same_view()
    {
        var (one, other) = (new Life(7), new Life(7));
        for (var second = 0; second < 600; second++)
        {
            one.Live();
            other.Live();
            Assert.Equal(one.Registry.View().Digest, other.Registry.View().Digest);
        }
    }

    /// <summary>Twelve providers and five callers who do anything but leave.</summary>
    private sealed class Life
    {
        private readonly Random _chance;
        private readonly List<TestPeer> _peers = [];
        private readonly HashSet<int> _silent = [];
        private int _seen;

        public Life(int seed)
        {
            _chance = new Random(seed);
            for (var one = 0; one < 17; one++)
            {
                _peers.Add(Registry.Join($"10.0.0.{one}:1"));
                if (one < 12) _peers[one].Register($"i{one}", zone: one % 3 == 0 ? "a" : "b");
            }
        }

        public TestRegistry Registry { get; } = new();

        public RegistryEvent[] NewEvents { get; private set; } = [];

        public void Live()
        {
            for (var one = 0; one < _peers.Count; one++) Act(one);
            Registry.Advance(1, by: 0.25);
            NewEvents = [.. Registry.Events.Skip(_seen)];
            _seen = Registry.Events.Count;
        }

        private void Act(int one)
        {
            if (_chance.Next(200) == 0 && !_silent.Add(one)) _silent.Remove(one);
            if (_silent.Contains(one)) return;
            if (_peers[one].Connection.Session is null)
            {
                _peers[one] = Registry.Join($"10.0.0.{one}:1", resume: _peers[one].Resume);
                if (one < 12) _peers[one].Register($"i{one}", incarnation: 1, zone: one % 3 == 0 ? "a" : "b");
            }

            switch (_chance.Next(60))
            {
                case 0: _peers[one].Drop(); return;
                case 1: _peers[one].Say(_chance.Next(2) == 0 ? Status.Degraded : Status.Serving, "moody", $"i{one}"); break;
                case < 8: _peers[one].Report(Line($"i{one}")); break;
                case < 14: _peers[one].ReportMade(Line($"i{_chance.Next(12)}"), Line($"i{_chance.Next(12)}")); break;
                case < 24: _peers[one].Beat(); break;
            }

            _peers[one].Read();
        }

        private CallCounts Line(string id)
        {
            var total = (ulong)_chance.Next(500);
            return new() { Service = "orders", Id = id, Api = Apis[_chance.Next(3)], Total = total, Succeeded = _chance.Next(2) == 0 ? total : (ulong)_chance.NextInt64((long)total + 1) };
        }
    }
}
