using FsCheck;
using FsCheck.Fluent;
using Muster.Client.Balancing;

namespace Muster.Client.Tests.Balancing;

/// <summary>Each consumer calls a part of a large service; together they call all of it, evenly, and little moves.</summary>
public sealed class Subsets
{
    [Fact]
    public void By_arcs_every_member_carries_exactly_the_same_load() => Prop.ForAll(Systems(), system =>
    {
        var load = new double[system.Members];
        for (var index = 0; index < system.Consumers; index++)
        {
            var shares = Arc(system, index, Sound(system.Members));
            for (var i = 0; i < load.Length; i++) load[i] += shares[i] / shares.Sum();
        }

        return load.All(one => Math.Abs(one - ((double)system.Consumers / system.Members)) < 1e-9);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void By_arcs_everybody_has_as_many_as_he_asked_for_and_less_than_an_arc_more() => Prop.ForAll(Systems(), system =>
    {
        var taken = Arc(system, system.Consumers / 2, Sound(system.Members)).Sum();
        return taken > system.Size - 1e-9 && taken < system.Size + ((double)system.Members / system.Consumers) + 1e-9;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void By_arcs_one_that_comes_changes_three_members_at_most() => Prop.ForAll(Systems(), system =>
    {
        var arcs = (int members) => (system.Size * system.Consumers + members - 1) / members;
        if (arcs(system.Members) != arcs(system.Members + 1)) return true;   // all are cut anew, as the page says

        return Enumerable.Range(0, system.Consumers).All(index =>
        {
            var before = Arc(system, index, Sound(system.Members));
            var after = Arc(system, index, Sound(system.Members + 1));
            return before.Append(0).Zip(after).Count(pair => pair.First > 0 != pair.Second > 0) <= 3;
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Drawn_by_name_everybody_has_exactly_as_many_as_he_asked_for() => Prop.ForAll(Systems(), system =>
        Drawn(system, 7, Sound(system.Members)).Sum() == system.Size).QuickCheckThrowOnFailure();

    [Fact]
    public void Drawn_by_name_one_that_comes_replaces_one_and_one_that_leaves_is_replaced_alone() => Prop.ForAll(Systems(), system =>
    {
        var fewer = Drawn(system, 7, Sound(system.Members));
        var more = Drawn(system, 7, Sound(system.Members + 1));
        var left = Enumerable.Range(0, system.Members).Count(i => fewer[i] > more[i]);
        var joined = Enumerable.Range(0, system.Members).Count(i => fewer[i] < more[i]);
        return joined == 0 && left == (int)more[^1];
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Drawn_by_name_many_consumers_cover_everybody_within_the_stated_deviation()
    {
        const int Members = 500, Consumers = 2000, Size = 20;
        var callers = new int[Members];
        for (var consumer = 0; consumer < Consumers; consumer++)
        {
            var shares = Drawn(new LargeSystem(Members, Consumers, Size), consumer, Sound(Members));
            for (var i = 0; i < Members; i++) callers[i] += (int)shares[i];
        }

        const double Mean = (double)Consumers * Size / Members;
        var deviation = Math.Sqrt(callers.Average(count => (count - Mean) * (count - Mean))) / Mean;
        Assert.All(callers, count => Assert.NotEqual(0, count));
        Assert.InRange(deviation, 0.09, 0.13);   // √((500 − 20)/(20 · 2000)) = 0.110
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public void Whoever_falls_ill_keeps_his_place_and_another_steps_in_for_as_long(int peers)
    {
        var rules = new SubsetOptions { Size = 5, Peers = peers, Index = peers / 2 };
        var members = Sound(40);
        var before = Subset.Shares(members, rules, Named(7));
        var ill = Array.FindIndex(before, share => share == 1);
        members[ill] = members[ill] with { IsSound = false };
        var during = Subset.Shares(members, rules, Named(7));

        Assert.All(before.Zip(during), pair => Assert.True(pair.Second >= pair.First));
        Assert.InRange(during.Sum() - before.Sum(), 0.5, 1.6);
        Assert.Equal(5, during.Sum() - during[ill], 0.8);
    }

    [Fact]
    public void A_service_that_is_no_larger_is_called_whole_and_so_is_one_where_all_are_ill()
    {
        var rules = new SubsetOptions { Size = 20 };
        Assert.Equal(20, Subset.Shares(Sound(20), rules, 1).Sum());
        Assert.Equal(30, Subset.Shares([.. Sound(30).Select(member => member with { IsSound = false })], rules, 1).Sum());
        Assert.Equal(30, Subset.Shares(Sound(30), new SubsetOptions(), 1).Sum());
    }

    [Theory]
    [InlineData(BalancingPolicies.LeastRequests, 5)]
    [InlineData(BalancingPolicies.WeightedRandom, 5)]
    [InlineData(BalancingPolicies.WeightedRoundRobin, 5)]
    [InlineData(BalancingPolicies.ConsistentHash, 100)]
    public void A_consumer_calls_its_part_alone_unless_keys_decide(string policy, int called)
    {
        var fleet = Fleet.With(policy, [.. Enumerable.Range(0, 100).Select(index => ($"i{index}", 100))]);
        fleet.Options.Subset.Size = 5;

        Assert.Equal(called, fleet.Share(10_000).Count(line => line.Value > 0));
    }

    [Fact]
    public void Zone_first_has_a_part_on_each_side_of_the_border()
    {
        var fleet = new Fleet { Zone = "east", Options = { Policy = BalancingPolicies.ZoneFirst, Subset = { Size = 5 } } };
        for (var i = 0; i < 40; i++) fleet.List($"east-{i}", zone: "east").List($"west-{i}", zone: "west");

        Assert.Equal((5, 5), (fleet.Balancer.Plan.Here.Count, fleet.Balancer.Plan.Elsewhere.Count));
        Assert.Equal(5, fleet.Share(10_000).Count(line => line.Value > 0));
    }

    private static double[] Arc(LargeSystem system, int index, List<Member> members) =>
        Subset.Shares(members, new SubsetOptions { Size = system.Size, Peers = system.Consumers, Index = index }, 0);

    private static double[] Drawn(LargeSystem system, int consumer, List<Member> members) =>
        Subset.Shares(members, new SubsetOptions { Size = system.Size }, Named(consumer));

    private static List<Member> Sound(int count) =>
        [.. Enumerable.Range(0, count).Select(number => new Member(Protocol.XxHash64.Hash($"i{number}", 0), IsSound: true))];

    private static ulong Named(int consumer) => Protocol.XxHash64.Hash($"host-{consumer}", 0);

    private static Arbitrary<LargeSystem> Systems() =>
        (from size in Gen.Choose(3, 30)
         from more in Gen.Choose(1, 300)
         from consumers in Gen.Choose(1, 200)
         select new LargeSystem(size + more, consumers, size)).ToArbitrary();

    private sealed record LargeSystem(int Members, int Consumers, int Size);
}
