namespace Muster.Client.Lists;

/// <summary>What makes one list differ from another.</summary>
internal static class ListDiff
{
    /// <summary>Both lists are sorted by id; so is the answer.</summary>
    public static List<InstanceChange> Between(
        ReadOnlySpan<ServiceInstance> before, ReadOnlySpan<ServiceInstance> after, IReadOnlyDictionary<string, RemovalCause> causes)
    {
        var changes = new List<InstanceChange>();
        int b = 0, a = 0;

        while (b < before.Length || a < after.Length)
        {
            var order = b == before.Length ? 1 : a == after.Length ? -1 : string.CompareOrdinal(before[b].Id, after[a].Id);
            if (order < 0)
            {
                changes.Add(new(ChangeKind.Removed, before[b], causes.GetValueOrDefault(before[b].Id, RemovalCause.Unknown)));
                b++;
            }
            else if (order > 0)
            {
                changes.Add(new(ChangeKind.Added, after[a++], RemovalCause.Unknown));
            }
            else
            {
                if (before[b].Version != after[a].Version) changes.Add(new(ChangeKind.Changed, after[a], RemovalCause.Unknown));
                b++;
                a++;
            }
        }

        return changes;
    }
}
