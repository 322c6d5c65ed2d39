namespace Muster.Client.Tests.Balancing;

/// <summary>Every policy keeps to the weights: over 100,000 picks no share is off by more than 1 % of the picks.</summary>
public sealed class Distributions
{
    private const int Picks = 100_000;

    public static TheoryData<string, int[]> PoliciesAndWeights()
    {
        string[] policies = [BalancingPolicies.LeastRequests, BalancingPolicies.WeightedRoundRobin, BalancingPolicies.WeightedRandom, BalancingPolicies.ConsistentHash, BalancingPolicies.ZoneFirst];
        int[][] weights = [[1], [100, 100], [100, 100, 100, 100, 100], [1, 2, 3], [5, 1, 1], [100, 20, 5], [10_000, 1, 1, 1], [7, 0, 93], [3, 50, 800, 10_000, 17, 1]];
        var data = new TheoryData<string, int[]>();
        foreach (var policy in policies)
            foreach (var row in weights)
                data.Add(policy, row);
        return data;
    }

    [Theory]
    [MemberData(nameof(PoliciesAndWeights))]
    public void Shares_follow_weights_within_one_percent(string policy, int[] weights)
    {
        var fleet = Fleet.With(policy, [.. weights.Select((weight, index) => ($"i{index}", weight))]);

        var counts = fleet.Share(Picks);

        for (var i = 0; i < weights.Length; i++)
        {
            var expected = (double)weights[i] / weights.Sum();
            Assert.InRange(counts[$"i{i}"] / (double)Picks, expected - 0.01, expected + 0.01);
        }
    }

    [Fact]
    public void Turns_are_exact_and_interleaved()
    {
        var fleet = Fleet.With(BalancingPolicies.WeightedRoundRobin, ("a", 5), ("b", 1), ("c", 1));
        var picked = Enumerable.Range(0, 70).Select(_ => fleet.Pick().Instance.Id).ToList();

        Assert.Equal(50, picked.Count(id => id == "a"), 1.0);
        Assert.Equal(10, picked.Count(id => id == "b"), 1.0);
        Assert.DoesNotContain("bb", string.Concat(picked));
        Assert.DoesNotContain("aaaaaaaa", string.Concat(picked));
    }

    [Fact]
    public void Equal_weights_take_turns_strictly()
    {
        var fleet = Fleet.With(BalancingPolicies.WeightedRoundRobin, ("a", 100), ("b", 100), ("c", 100));
        var picked = Enumerable.Range(0, 30).Select(_ => fleet.Pick().Instance.Id).ToList();

        for (var i = 3; i < picked.Count; i++) Assert.Equal(picked[i - 3], picked[i]);
        Assert.Equal(3, picked.Take(3).Distinct().Count());
    }

    [Fact]
    public void A_slow_instance_gets_fewer_calls_when_requests_in_flight_count()
    {
        var fleet = Fleet.With(BalancingPolicies.LeastRequests, ("fast", 100), ("slow", 100), ("also-fast", 100));
        var stuck = 0;
        for (var i = 0; i < 1000; i++)
        {
            var picked = fleet.Pick();
            if (picked.Instance.Id == "slow") stuck++;   // and is never answered
            else picked.Succeeded();
        }

        Assert.InRange(stuck, 1, 10);
    }
}
