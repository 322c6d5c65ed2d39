using Muster.Core.Catalog;

namespace Muster.Core.Tests.Catalog;

public sealed class TombstoneMemory
{
    private static readonly ServiceKey Orders = new("default", "orders");

    [Fact]
    public void The_last_incarnation_is_remembered_for_an_hour()
    {
        var stones = new Tombstones();
        stones.Add(Orders, "a", 7, TimeSpan.Zero);

        stones.Forget(TimeSpan.FromMinutes(60) - TimeSpan.FromTicks(1), 10);
        Assert.Equal(7UL, stones.LastOf(Orders, "a"));

        stones.Forget(TimeSpan.FromMinutes(60), 10);
        Assert.Equal(0UL, stones.LastOf(Orders, "a"));
        Assert.Equal(0, stones.Count);
    }

    [Fact]
    public void A_second_removal_starts_the_hour_again()
    {
        var stones = new Tombstones();
        stones.Add(Orders, "a", 7, TimeSpan.Zero);
        stones.Add(Orders, "a", 8, TimeSpan.FromMinutes(30));

        stones.Forget(TimeSpan.FromMinutes(61), 10);
        Assert.Equal(8UL, stones.LastOf(Orders, "a"));

        stones.Forget(TimeSpan.FromMinutes(91), 10);
        Assert.Equal(0UL, stones.LastOf(Orders, "a"));
    }

    [Fact]
    public void Ids_of_other_services_are_other_ids()
    {
        var stones = new Tombstones();
        stones.Add(Orders, "a", 7, TimeSpan.Zero);

        Assert.Equal(0UL, stones.LastOf(new("default", "stock"), "a"));
        Assert.Equal(0UL, stones.LastOf(new("test", "orders"), "a"));
    }

    [Fact]
    public void Only_so_many_are_kept_and_the_oldest_go_first()
    {
        var stones = new Tombstones();
        for (var i = 0; i <= Tombstones.Most; i++) stones.Add(Orders, $"{i}", 1, TimeSpan.FromTicks(i));

        Assert.Equal(Tombstones.Most, stones.Count);
        Assert.Equal(0UL, stones.LastOf(Orders, "0"));
        Assert.Equal(1UL, stones.LastOf(Orders, "1"));
    }

    [Fact]
    public void One_call_forgets_no_more_than_it_is_told_to()
    {
        var stones = new Tombstones();
        for (var i = 0; i < 500; i++) stones.Add(Orders, $"{i}", 1, TimeSpan.Zero);

        stones.Forget(TimeSpan.FromHours(2), 200);

        Assert.Equal(300, stones.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_removed_and_forgotten_the_last_incarnation_of_each_is_known(int seed)
    {
        var (chance, stones) = (new Random(seed), new Tombstones());
        var expected = new Dictionary<string, (ulong Incarnation, TimeSpan At)>();
        for (var turn = 1; turn <= 20_000; turn++)
        {
            var now = TimeSpan.FromSeconds(turn);
            var id = $"{chance.Next(6_000)}";
            stones.Add(Orders, id, (ulong)turn, now);
            expected[id] = ((ulong)turn, now);
            stones.Forget(now, 10);
            if (turn % 1_000 != 0) continue;

            foreach (var (known, last) in expected.ToList())
            {
                if (now - last.At >= Tombstones.Kept) expected.Remove(known);
                Assert.Equal(expected.ContainsKey(known) ? last.Incarnation : 0, stones.LastOf(Orders, known));
            }

            Assert.Equal(expected.Count, stones.Count);
            var saved = new List<SavedRemoval>();
            for (long? from = 0; from is { } place; from = stones.Export(place, saved.Count + 500, saved, now)) { }
            Assert.Equal(expected.Select(one => (one.Key, one.Value.Incarnation)).Order(), saved.Select(one => (one.Id, one.Incarnation)).Order());
        }
    }
}
