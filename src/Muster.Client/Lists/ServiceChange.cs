namespace Muster.Client;

/// <summary>What happened to one instance.</summary>
public enum ChangeKind
{
    /// <summary>It is new in the list.</summary>
    Added,

    /// <summary>It changed: address, weight, metadata or state.</summary>
    Changed,

    /// <summary>It left the list.</summary>
    Removed,
}

/// <summary>Why an instance left.</summary>
public enum RemovalCause
{
    /// <summary>The registry sent the list as a whole and named no cause.</summary>
    Unknown,

    /// <summary>It said goodbye.</summary>
    Deregistered,

    /// <summary>An operator or its own shutdown drained it.</summary>
    Drained,

    /// <summary>It fell silent.</summary>
    Expired,

    /// <summary>Probes found it dead.</summary>
    ProbeFailed,

    /// <summary>An operator disabled it.</summary>
    Disabled,

    /// <summary>A policy forbids it.</summary>
    Policy,

    /// <summary>Another process took over its id.</summary>
    Replaced,

    /// <summary>An operator said that its process is gone.</summary>
    Buried,
}

/// <summary>One line of a change.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Instance">The instance as it is now; as it was, if it was removed.</param>
/// <param name="Cause">Why it left; <see cref="RemovalCause.Unknown"/> otherwise.</param>
public sealed record InstanceChange(ChangeKind Kind, ServiceInstance Instance, RemovalCause Cause);

/// <summary>A new list, and what makes it differ from the one before.</summary>
/// <param name="List">The list now.</param>
/// <param name="Changes">Sorted by id; empty when only the list's own marks changed.</param>
public sealed record ServiceChange(ServiceList List, IReadOnlyList<InstanceChange> Changes);
