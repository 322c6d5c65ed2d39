using Muster.Core.Catalog;

namespace Muster.Core.Tests.Catalog;

public sealed class SlotSets
{
    [Theory]
    [InlineData(0)]
    [InlineData(0, 1, 63, 64, 65)]
    [InlineData(5, 5, 5)]
    [InlineData(1_000, 3, 9_999)]
    public void Slots_come_in_order_each_once(params int[] slots)
    {
        var set = new SlotSet();
        foreach (var slot in slots) set.Add(slot);

        Assert.Equal(slots.Distinct().Order(), All(set));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100_000)]
    public void A_cleared_set_is_empty_and_takes_slots_again(int slot)
    {
        var set = new SlotSet();
        Assert.Empty(All(set));
        set.Add(slot);

        set.Clear();

        Assert.Empty(All(set));
        set.Add(7);
        Assert.Equal([7], All(set));
    }

    private static List<int> All(SlotSet set)
    {
        var slots = new List<int>();
        for (var slot = set.From(0); slot >= 0; slot = set.From(slot + 1)) slots.Add(slot);
        return slots;
    }
}
