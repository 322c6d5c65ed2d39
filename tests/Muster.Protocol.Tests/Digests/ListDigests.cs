namespace Muster.Protocol.Tests.Digests;

/// <summary>The arithmetic that both sides prove lists with.</summary>
public sealed class ListDigests
{
    private static readonly (string Id, ulong Version)[] List =
        [.. Enumerable.Range(0, 500).Select(i => ($"instance-{i}", XxHash64.Hash($"{i}", 1)))];

    [Fact]
    public void The_order_of_a_list_does_not_matter() =>
        Assert.Equal(Sum(List), Sum(List.Reverse()));

    [Fact]
    public void A_change_costs_one_subtraction_and_one_addition()
    {
        var changed = List.ToArray();
        changed[250] = (changed[250].Id, 77);

        var kept = Sum(List) - ListDigest.Entry(List[250].Id, List[250].Version) + ListDigest.Entry(List[250].Id, 77);

        Assert.Equal(Sum(changed), kept);
        Assert.NotEqual(Sum(List), kept);
    }

    [Fact]
    public void Two_instances_that_swap_their_versions_make_another_digest() =>
        Assert.NotEqual(
            ListDigest.Entry("a", 1) + ListDigest.Entry("b", 2),
            ListDigest.Entry("a", 2) + ListDigest.Entry("b", 1));

    [Fact]
    public void The_buckets_of_a_list_sum_up_to_its_digest()
    {
        var buckets = new ulong[ListDigest.Buckets];
        foreach (var (id, version) in List) buckets[ListDigest.Bucket(id)] += ListDigest.Entry(id, version);

        Assert.Equal(Sum(List), buckets.Aggregate(0UL, (sum, bucket) => sum + bucket));
        Assert.InRange(buckets.Count(bucket => bucket != 0), 50, ListDigest.Buckets);
    }

    [Fact]
    public void A_bucket_is_the_top_six_bits_of_the_ids_hash() =>
        Assert.Equal((int)(XxHash64.Hash("orders-1", 0) >> 58), ListDigest.Bucket("orders-1"));

    [Fact]
    public void What_is_held_of_two_services_cannot_be_swapped() =>
        Assert.NotEqual(
            ListDigest.HeldEntry("orders", 1) + ListDigest.HeldEntry("stock", 2),
            ListDigest.HeldEntry("orders", 2) + ListDigest.HeldEntry("stock", 1));

    private static ulong Sum(IEnumerable<(string Id, ulong Version)> list) =>
        list.Aggregate(0UL, (sum, line) => sum + ListDigest.Entry(line.Id, line.Version));
}
