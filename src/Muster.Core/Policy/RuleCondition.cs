using System.Net;

namespace Muster.Core.Policy;

/// <summary>What a rule looks at.</summary>
internal enum Trait
{
    Namespace,
    Service,

    /// <summary>Where consumers would be sent to: the hosts of the instance's addresses.</summary>
    Address,

    /// <summary>Where the process connects from.</summary>
    Peer,

    /// <summary>The name of its credential.</summary>
    Caller,

    /// <summary>The environment of its credential.</summary>
    Environment,

    /// <summary>One key of the instance's metadata.</summary>
    Label,
}

/// <summary>One value that a condition allows: a pattern, or a range of addresses.</summary>
internal readonly record struct Alternative(string Pattern, IPNetwork? Range)
{
    public bool Fits(string text) => Policy.Pattern.Matches(Pattern, text);

    public bool Fits(IPAddress address) => Range is { } range && range.Contains(address);

    public bool Fits(Host host) => Range is { } range
        ? host.Address is { } address && range.Contains(address)
        : Policy.Pattern.Matches(Pattern, host.Name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One condition of a rule: a trait that is as one of the alternatives says.</summary>
/// <param name="Trait">What is looked at.</param>
/// <param name="Key">Of a label.</param>
/// <param name="Alternatives">At least one.</param>
internal sealed record RuleCondition(Trait Trait, string Key, IReadOnlyList<Alternative> Alternatives)
{
    /// <summary>Whether it holds; null where that cannot be told before the process is back.</summary>
    /// <param name="applicant">Who wants to join.</param>
    /// <param name="everyHost">
    /// Whether all hosts must fit, or one is enough: nobody is let in for one good address among others, nor kept
    /// out of a ban by one.
    /// </param>
    public bool? Holds(Applicant applicant, bool everyHost) => Trait switch
    {
        Trait.Namespace => Fits(applicant.Service.Namespace),
        Trait.Service => Fits(applicant.Service.Service),
        Trait.Caller => Fits(applicant.Caller.Name),
        Trait.Environment => applicant.Caller.Environment is { } environment ? Fits(environment) : Unknown(applicant),
        Trait.Label => applicant.Label(Key) is { } value && Fits(value),
        Trait.Peer => applicant.Peer is { } peer ? Alternatives.Any(one => one.Fits(peer)) : Unknown(applicant),
        Trait.Address => everyHost ? applicant.Hosts.All(Fits) : applicant.Hosts.Any(Fits),
        _ => throw new InvalidOperationException($"Unknown trait {Trait}."),
    };

    private static bool? Unknown(Applicant applicant) => applicant.Restored ? null : false;

    private bool Fits(string text) => Alternatives.Any(one => one.Fits(text));

    private bool Fits(Host host) => Alternatives.Any(one => one.Fits(host));
}
