using Muster.Protocol;

namespace Muster.Client.Tests.Balancing;

/// <summary>What a pick promises whatever the policy.</summary>
public sealed class Picking
{
    public static TheoryData<string> Policies() => [.. BalancingPolicies.All];

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_pick_and_its_report_allocate_nothing(string policy)
    {
        var fleet = Fleet.With(policy, [.. Enumerable.Range(0, 20).Select(index => ($"i{index}", 10 + index))]);
        Call(1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Call(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Call(int times)
        {
            for (var i = 0; i < times; i++)
            {
                using var picked = fleet.Balancer.Pick("user-7", except: []);
                picked.Succeeded("/shop.Orders/Get");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void An_excepted_instance_is_picked_only_when_there_is_no_other(string policy)
    {
        var fleet = Fleet.With(policy, ("a", 10_000), ("b", 1), ("c", 0));
        var a = Fleet.Instance("a");

        for (var i = 0; i < 100; i++) Assert.Equal("b", fleet.Pick("", a).Instance.Id);
        Assert.NotEqual("c", fleet.Pick("", a, Fleet.Instance("b")).Instance.Id);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_removed_instance_is_never_picked_again(string policy)
    {
        var fleet = Fleet.With(policy, ("a", 100), ("b", 100));
        fleet.Share(100);
        fleet.Drop("a");

        Assert.Equal(0, fleet.Share(1000).GetValueOrDefault("a"));
    }

    [Fact]
    public void Only_the_first_report_of_a_call_counts_copies_included()
    {
        var fleet = Fleet.With(BalancingPolicies.LeastRequests, ("a", 100));
        var picked = fleet.Pick();
        var copy = picked;
        picked.Succeeded();
        for (var i = 0; i < 100; i++) copy.Failed();
        picked.Dispose();

        var next = fleet.Pick();   // uses the ticket again
        copy.Failed();

        Assert.NotEqual(picked, next);
        Assert.Equal(1, fleet.InFlight("a"));
    }

    [Fact]
    public void A_pick_that_is_disposed_without_a_word_counts_as_failed()
    {
        var fleet = Fleet.With(BalancingPolicies.WeightedRoundRobin, ("a", 100), ("b", 100));
        for (var i = 0; i < 20; i++)
        {
            using var picked = fleet.Pick();
            if (picked.Instance.Id == "b") picked.Succeeded();
        }

        Assert.Equal(0, fleet.Share(100)["a"]);
    }

    [Fact]
    public void A_cancelled_call_says_nothing_of_the_instance()
    {
        var fleet = Fleet.With(BalancingPolicies.WeightedRoundRobin, ("a", 100), ("b", 100));
        for (var i = 0; i < 100; i++) fleet.Pick().Cancelled();

        Assert.Equal(50, fleet.Share(100)["a"]);
        Assert.Equal(0, fleet.InFlight("a"));
    }

    [Fact]
    public void Each_word_is_counted_under_the_api_that_it_names()
    {
        var fleet = Fleet.With(BalancingPolicies.LeastRequests, ("a", 100));
        fleet.Pick().Succeeded("/shop.Orders/Get");
        fleet.Pick().Failed("/shop.Orders/Get");
        fleet.Pick().Cancelled("/shop.Orders/Get");
        fleet.Pick().Succeeded();
        fleet.Pick().Dispose();

        Assert.Equal(["a * 1/2 -0", "a /shop.Orders/Get 1/3 -1"], fleet.Counted());
    }

    [Fact]
    public void Nobody_to_call_is_explained()
    {
        Explains(new Fleet(), "nothing is known of it yet", "Check Muster:Registries");
        Explains(new Fleet().Tell(ListSource.Snapshot), "the snapshot of an earlier run lists no instance", "Check Muster:Registries");
        Explains(new Fleet().Tell(ListSource.Registry), "the registry lists no instance of it (revision 1.2)", "Start a provider");
        Explains(new Fleet().List("a", weight: 0), "its only instance has weight 0", "Give it a weight");

        static void Explains(Fleet fleet, string what, string cure)
        {
            var thrown = Assert.Throws<MusterException>(() => fleet.Pick());
            Assert.Equal(ErrorCode.Unavailable, thrown.Code);
            Assert.StartsWith("Nobody to call for service 'orders':", thrown.Message, StringComparison.Ordinal);
            Assert.Contains(what, thrown.Message, StringComparison.Ordinal);
            Assert.Contains(cure, thrown.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Many_threads_pick_report_and_relist_at_once()
    {
        var fleet = Fleet.With(BalancingPolicies.LeastRequests, [.. Enumerable.Range(0, 5).Select(index => ($"i{index}", 100))]);
        Parallel.For(0, 8, worker =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                if (worker == 0 && i % 100 == 0) fleet.List("i5", weight: 1 + (i % 50));
                var picked = fleet.Pick();
                if (i % 7 == 0) picked.Failed();
                else picked.Succeeded();
            }
        });

        for (var i = 0; i < 5; i++) Assert.Equal(0, fleet.InFlight($"i{i}"));
    }
}
