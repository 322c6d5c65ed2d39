namespace Muster.Core.Access;

/// <summary>Where a request came from, as the transport saw it.</summary>
internal enum Origin
{
    Loopback,
    Network,
}

/// <summary>What a caller may ask for.</summary>
internal enum Verb
{
    /// <summary>See which services exist, and read lists.</summary>
    List,

    /// <summary>Follow a list.</summary>
    Subscribe,

    /// <summary>Register, keep alive and deregister instances.</summary>
    Register,

    /// <summary>Lay something over instances, and take it off.</summary>
    Operate,

    /// <summary>Decide for the whole registry, and who may do what.</summary>
    Admin,

    /// <summary>Ask instances whether they are there, and be believed.</summary>
    Detect,

    /// <summary>Have processes do something.</summary>
    Instruct,
}

/// <summary>What a verb is asked for: a service, or (with null) any part of a namespace.</summary>
internal readonly record struct Resource(string Namespace, string? Service)
{
    /// <summary>All of it: covered by what covers every namespace and every service.</summary>
    public static readonly Resource Registry = new("*", "*");

    public override string ToString() => this == Registry ? "the whole registry" : Service is null ? $"namespace '{Namespace}'" : $"service '{Service}' in namespace '{Namespace}'";
}

/// <summary>One permission: verbs, in a namespace, on services. A pattern is a name, or a beginning followed by <c>*</c>.</summary>
internal sealed record Grant(string Namespace, string Service, IReadOnlySet<Verb> Verbs)
{
    public bool Covers(Verb verb, Resource resource) =>
        Verbs.Contains(verb) && Matches(Namespace, resource.Namespace)
        && (resource.Service is null || Matches(Service, resource.Service));

    /// <summary>Whether it allows all that another one does.</summary>
    public bool Allows(Grant other) =>
        other.Verbs.IsSubsetOf(Verbs) && Matches(Namespace, other.Namespace) && Matches(Service, other.Service);

    /// <summary>Whether a name fits a pattern; also whether all names do that fit another pattern.</summary>
    public static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*') ? name.AsSpan().StartsWith(pattern.AsSpan(..^1), StringComparison.Ordinal) : pattern == name;
}

/// <summary>Somebody who asks: a name for the log, and what he may do.</summary>
internal sealed record Caller(string Name, IReadOnlyList<Grant> Grants)
{
    /// <summary>The address that he calls from, for the record; empty: not known.</summary>
    public string From { get; init; } = "";

    /// <summary>The environment that the credential belongs to; empty: it names none. Null: the credential is not known, only the name.</summary>
    public string? Environment { get; init; } = "";

    /// <summary>The hash of the secret that he showed, where it can end while the node runs; empty for one from configuration, and for none.</summary>
    public string Credential { get; init; } = "";

    /// <summary>What he may hold and do at most.</summary>
    public Quota Quota { get; init; } = Quota.None;

    /// <summary>Anybody, where the operator has left the registry open: a node bound to loopback, or one started so on purpose.</summary>
    public static readonly Caller Anonymous = new("anonymous", [new Grant("*", "*", new HashSet<Verb>(Enum.GetValues<Verb>()))]);
}
