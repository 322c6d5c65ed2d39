using Muster.Core.Health;
using Muster.Core.Probes;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Catalog;

/// <summary>One registration as the registrar wants it: checked, and in the form in which it is listed.</summary>
/// <param name="Service">Where it wants to be listed.</param>
/// <param name="Id">Who it says it is.</param>
/// <param name="Incarnation">The one it was given before; 0: it comes for the first time.</param>
/// <param name="Listed">What consumers would get; null where there is a fault.</param>
/// <param name="Fault">The rule that it breaks; null where it keeps all of them.</param>
internal readonly record struct Candidate(string Service, string Id, ulong Incarnation, ListedEntry? Listed, Error? Fault)
{
    /// <summary>How detectors may ask it, complete; null: nobody does.</summary>
    public Probe? Probe { get; init; }

    /// <summary>What it says of itself, where that has no fault.</summary>
    public Instance Said => Instance.Parser.ParseFrom(Listed!.Value.Instance);

    public Registration ToRegistration() => new() { Service = Service, Incarnation = Incarnation, Instance = Said, Probe = Probe };

    public static Candidate Of(Registration registration)
    {
        var (service, instance) = (registration.Service, registration.Instance);
        if ((InstanceRules.FaultIn(service, instance) ?? ProbeRules.FaultIn(instance!.Id, registration.Probe)) is { } fault)
            return new(service, instance?.Id ?? "", registration.Incarnation, null, fault);
        return Accepted(service, instance!.Id, registration.Incarnation, InstanceRules.Encode(instance)) with
        {
            Probe = registration.Probe is { } probe ? ProbeRules.Complete(probe) : null,
        };
    }

    /// <summary>Keeps every rule, and is in the one form of <see cref="InstanceRules.Encode"/>.</summary>
    public static Candidate Accepted(string service, string id, ulong incarnation, ReadOnlySpan<byte> instance) =>
        new(service, id, incarnation, ListedEntry.Encode(instance, Condition.Healthy, isProtected: false), null);
}
