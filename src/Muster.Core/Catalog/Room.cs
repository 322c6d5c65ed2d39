namespace Muster.Core.Catalog;

/// <summary>
/// Lets the tables of which there are many, and which hold most of the memory, grow by a quarter: left to themselves they
/// double, and a third of what a million instances take would be places for more.
/// </summary>
internal static class Room
{
    public static void For<TValue>(Dictionary<string, TValue> table)
    {
        if (table.Count == table.Capacity) table.EnsureCapacity(After(table.Count));
    }

    public static void For<T>(HashSet<T> table)
    {
        if (table.Count == table.Capacity) table.EnsureCapacity(After(table.Count));
    }

    private static int After(int count) => count + (count / 4) + 1;
}
