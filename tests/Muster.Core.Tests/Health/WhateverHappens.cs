using Muster.Core.Health;
using Muster.Protocol;
using Status = Muster.Protocol.ServiceStatus.Types.Status;

namespace Muster.Core.Tests.Health;

/// <summary>What must hold whatever is sent, lost, claimed and left unsaid: random lives of a service, judged second by second.</summary>
public sealed class WhateverHappens
{
    private const int MostTicks = 4;

    private static readonly string[] Apis = ["GET /", "POST /pay", "*"];

    /// <summary>Half of the lives are looked at by detectors.</summary>
    public static TheoryData<int, bool> Lives => [.. Enumerable.Range(1, 15).SelectMany(seed => new (int, bool)[] { (seed, false), (seed, true) })];

    [Theory]
    [MemberData(nameof(Lives))]
    public void No_more_is_hidden_than_the_budget_nothing_flips_faster_than_damped_and_every_state_has_its_evidence(int seed, bool probed)
    {
        var life = new Life(seed, probed: probed);
        var mostProven = 0;
        var demotions = new Dictionary<string, List<TimeSpan>>();
        for (var second = 0; second < 900; second++)
        {
            life.Live();
            var view = life.Registry.View();
            var entries = view.Entries.ToArray();
            var (hidden, budget, proven) = view.Withheld;

            Assert.InRange(hidden - proven, 0, Math.Max(0, EjectionBudget.Of(entries.Length + hidden) - proven));
            Assert.InRange(proven, 0, life.Refused);   // nobody's death is proven but by a refusal
            mostProven = Math.Max(mostProven, proven);
            Assert.Equal(EjectionBudget.Of(entries.Length + hidden), budget);
            Assert.True(entries.Length > 0 || hidden == 0, $"second {second}: the last one was hidden");
            Assert.All(entries, entry =>
            {
                Assert.Equal(entry.State is State.Healthy, entry.Condition.Evidence.Length == 0);
                Assert.Equal(entry.State is State.Dead, entry.Protected);
                Assert.InRange(entry.Condition.Evidence.Length, 0, Limits.EvidenceText);
            });

            foreach (var change in life.NewEvents)
            {
                if (change is RegistryEvent.Registered begun) demotions.Remove(begun.Id);   // another life: nothing is held against it
                if (change is not RegistryEvent.AilmentChanged { Ailment: not null } ailing) continue;
                var times = demotions.TryGetValue(ailing.Id, out var known) ? known : demotions[ailing.Id] = [];
                times.Add(life.Registry.Now);
                Assert.InRange(times.Count(at => at > life.Registry.Now - TimeSpan.FromMinutes(10)), 1, 6);
            }
        }

        Assert.Equal(probed, mostProven > 0);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void Two_nodes_with_the_same_facts_compute_the_same_view_in_whatever_order_the_facts_of_a_moment_come(int seed)
    {
        var (one, other) = (new Life(seed), new Life(seed, reversed: true));
        for (var second = 0; second < 600; second++)
        {
            one.Live();
            other.Live();
            for (var ticks = 0; ticks < MostTicks && one.Registry.View().Digest != other.Registry.View().Digest; ticks++)
            {
                one.Registry.Advance(0.25);   // of two changes of a moment, one is published at once, the other with the window
                other.Registry.Advance(0.25);
            }

            Assert.Equal($"second {second}: {one}", $"second {second}: {other}");
            Assert.Equal(one.Registry.View().Digest, other.Registry.View().Digest);
            Assert.Equal(one.Registry.View().Withheld, other.Registry.View().Withheld);
        }
    }

    /// <summary>Twelve providers and five callers who do anything but leave, each by chances of his own.</summary>
    private sealed class Life
    {
        private const int Peers = 17;

        private readonly Random[] _chances;
        private readonly TestPeer[] _peers = new TestPeer[Peers];
        private readonly HashSet<int> _silent = [];
        private readonly int[] _order;
        private readonly Onlookers? _onlookers;
        private int _seen;

        /// <param name="reversed">Whether within each second the last one acts first.</param>
        /// <param name="probed">Whether detectors look too.</param>
        public Life(int seed, bool reversed = false, bool probed = false)
        {
            if (probed)
            {
                _onlookers = new Onlookers(Registry, new Random(seed));
                Registry.Ticked = _onlookers.Perform;
            }

            _chances = [.. Enumerable.Range(0, Peers).Select(one => new Random((seed * Peers) + one))];
            _order = [.. reversed ? Enumerable.Range(0, Peers).Reverse() : Enumerable.Range(0, Peers)];
            foreach (var one in _order)
            {
                _peers[one] = Registry.Join($"10.0.0.{one}:1");
                Enter(one, incarnation: 0);
            }
        }

        public TestRegistry Registry { get; } = new();

        /// <summary>Instances that ever refused a detector.</summary>
        public int Refused => _onlookers?.Refused.Count ?? 0;

        public RegistryEvent[] NewEvents { get; private set; } = [];

        public void Live()
        {
            foreach (var one in _order) Act(one);
            Registry.Advance(1, by: 0.25);
            NewEvents = [.. Registry.Events.Skip(_seen)];
            _seen = Registry.Events.Count;
        }

        public override string ToString() => string.Join(", ", Registry.View().Entries.ToArray().Select(entry => $"{entry.Id} {entry.State} {entry.Condition.Evidence}"));

        private void Enter(int one, ulong incarnation)
        {
            if (one >= 12) return;
            _peers[one].Register(new Registration
            {
                Service = "orders", Incarnation = incarnation, Probe = _onlookers is null ? null : Onlookers.ProbeOf(one),
                Instance = new Instance { Id = $"i{one}", Zone = one % 3 == 0 ? "a" : "b", Addresses = { $"http://i{one}:80" } },
            });
        }

        private void Act(int one)
        {
            var chance = _chances[one];
            if (chance.Next(200) == 0 && !_silent.Add(one)) _silent.Remove(one);
            if (_silent.Contains(one)) return;
            if (_peers[one].Connection.Session is null)
            {
                _peers[one] = Registry.Join($"10.0.0.{one}:1", resume: _peers[one].Resume);
                Enter(one, incarnation: 1);
            }

            switch (chance.Next(60))
            {
                case 0: _peers[one].Drop(); return;
                case 1: _peers[one].Say(chance.Next(2) == 0 ? Status.Degraded : Status.Serving, "moody", $"i{one}"); break;
                case < 8: _peers[one].Report(Line(chance, $"i{one}")); break;
                case < 14: _peers[one].ReportMade(Line(chance, $"i{chance.Next(12)}"), Line(chance, $"i{chance.Next(12)}")); break;
                case < 24: _peers[one].Beat(); break;
            }

            _peers[one].Read();
        }

        private static CallCounts Line(Random chance, string id)
        {
            var total = (ulong)chance.Next(500);
            return new() { Service = "orders", Id = id, Api = Apis[chance.Next(3)], Total = total, Succeeded = chance.Next(2) == 0 ? total : (ulong)chance.NextInt64((long)total + 1) };
        }
    }
}
