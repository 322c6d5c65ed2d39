using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Muster.Client.Balancing;
using Muster.Client.Lists;
using Muster.Testing.Clocks;

namespace Muster.Client.Tests.Balancing;

/// <summary>A service that is followed is picked from as it was told last, and what is picked is counted.</summary>
public sealed class FollowingTheList
{
    private readonly ServiceCache _cache = new();
    private readonly BalancerSetup _setup = new(new BalancingOptions(), "", new HandClock(), new Chance(3), NullLogger.Instance);

    [Fact]
    public void A_list_is_picked_from_as_soon_as_it_is_told()
    {
        _cache.Add("stock");
        Assert.Throws<MusterException>(() => Pick("stock"));

        Tell("stock", "a");
        Assert.Equal("a", Pick("stock").Instance.Id);
        Tell("stock", "b");
        Assert.Equal("b", Pick("stock").Instance.Id);
        Tell("stock");
        Assert.Throws<MusterException>(() => Pick("stock"));
    }

    [Fact]
    public void A_service_that_is_not_followed_is_named_with_the_cure()
    {
        var thrown = Assert.Throws<MusterException>(() => Pick("orders"));
        Assert.Contains("'orders' was not subscribed to. Subscribe to it first", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_whole_way_to_a_pick_allocates_nothing()
    {
        Tell("stock", "a", "b", "c");
        for (var i = 0; i < 1000; i++) Pick("stock").Succeeded();   // warm up

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Pick("stock").Succeeded();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Picks_outcomes_and_ejections_are_counted()
    {
        var counted = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "Muster.Client") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var words = string.Join(' ', tags.ToArray().Select(tag => tag.Value));
            if (!words.StartsWith("counted", StringComparison.Ordinal)) return;   // of another test
            var line = $"{instrument.Name} {words}";
            counted[line] = counted.GetValueOrDefault(line) + value;
        });
        listener.Start();

        Tell("counted", "a", "b");
        for (var i = 0; i < 5; i++) Until("a").Failed();
        Pick("counted").Succeeded();

        Assert.Equal(5, counted["muster.client.outcomes counted a failed"]);
        Assert.Equal(1, counted["muster.client.outcomes counted b succeeded"]);
        Assert.Equal(1, counted["muster.client.ejections counted"]);
        Assert.Equal(counted.Where(line => line.Key.StartsWith("muster.client.outcomes", StringComparison.Ordinal)).Sum(line => line.Value), counted["muster.client.picks counted"]);
    }

    private Picked Until(string id)
    {
        while (true)
        {
            var picked = Pick("counted");
            if (picked.Instance.Id == id) return picked;
            picked.Cancelled();
        }
    }

    private Picked Pick(string service) => _cache.Get(service).BalancerBy(_setup).Pick(key: [], except: []);

    private void Tell(string service, params string[] ids)
    {
        var list = new ServiceList(service, [.. ids.Select(id => Fleet.Instance(id))], new ListRevision(1, 2), 0, ListSource.Registry, stale: false, held: false);
        _cache.Add(service).Publish(new ServiceChange(list, []));
    }
}
