using Muster.Client;

namespace Muster.Cli.Looking;

/// <summary>The SDK's enums in the words of the HTTP API.</summary>
internal static class Words
{
    public static string Of(InstanceState state) => state switch
    {
        InstanceState.Healthy => "healthy",
        InstanceState.SubHealthy => "sub-healthy",
        InstanceState.Suspect => "suspect",
        InstanceState.Dead => "dead",
        _ => throw new InvalidOperationException($"Unknown state {state}."),
    };

    public static string Of(RemovalCause cause) => cause switch
    {
        RemovalCause.Unknown => "gone",
        RemovalCause.Deregistered => "deregistered",
        RemovalCause.Drained => "drained",
        RemovalCause.Expired => "expired",
        RemovalCause.ProbeFailed => "probe-failed",
        RemovalCause.Disabled => "disabled",
        RemovalCause.Policy => "policy",
        RemovalCause.Replaced => "replaced-by-another",
        RemovalCause.Buried => "buried",
        _ => throw new InvalidOperationException($"Unknown cause {cause}."),
    };

    public static string Of(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => "added",
        ChangeKind.Changed => "changed",
        ChangeKind.Removed => "removed",
        _ => throw new InvalidOperationException($"Unknown change {kind}."),
    };
}
