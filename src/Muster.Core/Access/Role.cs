namespace Muster.Core.Access;

/// <summary>What people say when they hand out rights: the name of a role, or of one verb.</summary>
internal static class Role
{
    /// <summary>Another node of the center.</summary>
    public const string Node = "node";

    private static readonly (string Name, Verb[] Verbs)[] Roles =
    [
        ("consumer", [Verb.List, Verb.Subscribe]),
        ("provider", [Verb.Register]),
        ("operator", [Verb.List, Verb.Subscribe, Verb.Operate, Verb.Instruct]),
        ("detector", [Verb.Detect]),
        ("relay", [Verb.List, Verb.Subscribe]),
        (Node, []),   // what it may, it may at the port of nodes alone
        ("owner", Enum.GetValues<Verb>()),
    ];

    /// <summary>Every word that means something, for refusals.</summary>
    public static string Known { get; } =
        string.Join(", ", Enum.GetNames<Verb>().Select(verb => verb.ToLowerInvariant()).Concat(Roles.Select(role => role.Name)).Distinct());

    /// <summary>What a word allows; null where it means nothing.</summary>
    public static IReadOnlyCollection<Verb>? VerbsOf(string word)
    {
        foreach (var (name, verbs) in Roles)
            if (string.Equals(name, word, StringComparison.OrdinalIgnoreCase)) return verbs;
        foreach (var verb in Enum.GetValues<Verb>())
            if (string.Equals(verb.ToString(), word, StringComparison.OrdinalIgnoreCase)) return [verb];
        return null;
    }

    /// <summary>What several words allow together; those that mean nothing allow nothing.</summary>
    public static IReadOnlySet<Verb> VerbsOf(IEnumerable<string> words) =>
        words.SelectMany(word => VerbsOf(word) ?? []).ToHashSet();
}
