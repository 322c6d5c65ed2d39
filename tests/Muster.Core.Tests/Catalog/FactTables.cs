using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Health;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Tests.Catalog;

/// <summary>Facts are found by their ids alone, and each session knows what it holds, whatever came and went before.</summary>
public sealed class FactTables
{
    private readonly Service _service = new(new ServiceFeed(ServiceView.Empty(new("shop", "orders"), new Core.Watch.Revision(1, 0), stale: false)));

    [Fact]
    public void Whatever_comes_and_goes_it_holds_what_a_dictionary_would()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var chance = new Random(seed);
            var (table, known) = (new FactTable(), new Dictionary<string, Fact>(StringComparer.Ordinal));
            var holder = SomeSession(1);
            for (var step = 0; step < 2_000; step++)
            {
                var id = $"i-{chance.Next(300)}";
                var slot = table.SlotOf(id);
                Assert.Equal(known.ContainsKey(id), slot >= 0);
                if (slot < 0)
                {
                    table.Add(id, known[id] = new Fact(Entry(id), holder, (ulong)step, Vital.Up));
                }
                else
                {
                    Assert.Equal(known[id].Incarnation, table[slot].Incarnation);
                    if (chance.Next(3) == 0) continue;
                    table.Remove(slot);
                    known.Remove(id);
                }
            }

            Assert.Equal(known.Count, table.Count);
            Assert.Equal(known.Keys.Order(StringComparer.Ordinal), table.Select(fact => fact.Listed.Id).Order(StringComparer.Ordinal));
            Assert.All(known, one => Assert.Equal(one.Value.Incarnation, table[table.SlotOf(one.Key)].Incarnation));
        }
    }

    [Fact]
    public void Each_session_holds_the_instances_whose_facts_name_it()
    {
        var chance = new Random(4);
        var sessions = Enumerable.Range(1, 3).Select(number => SomeSession((ulong)number)).ToArray();
        var holders = new Dictionary<string, Session>(StringComparer.Ordinal);
        for (var step = 0; step < 5_000; step++)
        {
            var id = $"i-{chance.Next(400)}";
            if (chance.Next(3) == 0)
            {
                _service.Remove(id, Cause.Deregistered, null);
                holders.Remove(id);
            }
            else
            {
                var session = holders[id] = sessions[chance.Next(sessions.Length)];
                session.Hold(_service, _service.Put(id, new Fact(Entry(id), session, 1, Vital.Up)));
            }
        }

        foreach (var session in sessions)
            Assert.Equal(
                holders.Where(one => one.Value == session).Select(one => one.Key).Order(StringComparer.Ordinal),
                session.Instances.Select(instance => instance.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_fact_that_changes_stays_with_its_holder()
    {
        var session = SomeSession(1);
        session.Hold(_service, _service.Put("a", new Fact(Entry("a"), session, 1, Vital.Up)));

        _service.Put("a", _service.Find("a")!.Value with { Ailment = "slow", Place = 7 });

        Assert.Equal("slow", _service.Find("a")!.Value.Ailment);
        Assert.Equal(["a"], session.Instances.Select(instance => instance.Id));
        _service.Put("a", _service.Find("a")!.Value with { Ailment = null });
        Assert.Null(_service.Find("a")!.Value.Remarks);
    }

    [Fact]
    public void Finding_an_instance_allocates_nothing()
    {
        var session = SomeSession(1);
        for (var i = 0; i < 100; i++) _service.Put($"i-{i}", new Fact(Entry($"i-{i}"), session, 1, Vital.Up));
        for (var i = 0; i < 1000; i++) _service.SlotOf("i-42");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) _service.SlotOf("i-42");
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static ListedEntry Entry(string id) =>
        ListedEntry.Encode(InstanceRules.Encode(new Instance { Id = id, Addresses = { "http://10.0.0.7:80" } }), Condition.Healthy, isProtected: false);

    private static Session SomeSession(ulong number) => new(
        new SessionId(1, number), SessionKind.Thin, "shop", new Caller("somebody", []), Lease.OfTimeout(TimeSpan.FromSeconds(30)), TimeSpan.Zero);
}
