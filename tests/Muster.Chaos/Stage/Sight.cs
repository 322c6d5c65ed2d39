namespace Muster.Chaos.Stage;

/// <summary>The registry's own list of the service at one moment.</summary>
/// <param name="At">When it was first seen so, by <see cref="Players.CallLog.Now"/>.</param>
/// <param name="Listed">State, protection and evidence by id.</param>
internal sealed record Sight(long At, IReadOnlyDictionary<string, SeenInstance> Listed, int Hidden, int Budget)
{
    public bool IsLike(Sight other) =>
        Hidden == other.Hidden && Budget == other.Budget && Listed.Count == other.Listed.Count
        && Listed.All(one => other.Listed.TryGetValue(one.Key, out var there) && there == one.Value);

    public bool IsWell(string id) => Listed.TryGetValue(id, out var one) && one.State is "healthy";

    public int Count(string state) => Listed.Values.Count(one => one.State == state);

    public override string ToString() =>
        $"{string.Join(", ", Listed.Values.GroupBy(static one => one.Protected ? $"{one.State} and protected" : one.State).Select(static group => $"{group.Count()} {group.Key}"))}; {Hidden} hidden, budget {Budget}";
}

/// <summary>One entry of it.</summary>
internal readonly record struct SeenInstance(string State, bool Protected, string Evidence);
