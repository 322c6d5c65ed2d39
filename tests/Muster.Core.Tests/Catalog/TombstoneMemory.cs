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
}
