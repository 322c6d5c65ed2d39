using System.Diagnostics.Metrics;
using Muster.Client.Lists;
using Muster.Client.Outcomes;
using Muster.Client.Snapshots;
using Muster.Protocol;

namespace Muster.Client.Telemetry;

/// <summary>What happens in this process's clients, counted. docs/client.md lists every name.</summary>
internal static class ClientMeter
{
    public const string Name = "Muster.Client";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Reconnects = Meter.CreateCounter<long>("muster.client.reconnects", "{connection}", "Conversations with a registry that began after an earlier one was lost.");
    private static readonly Counter<long> Changes = Meter.CreateCounter<long>("muster.client.list.changes", "{instance}", "Instances that were added to lists, changed, or removed.");
    private static readonly Counter<long> Guard = Meter.CreateCounter<long>("muster.client.guard.actions", "{list}", "Lists that were held back because they had lost too much, and what came of them.");
    private static readonly Counter<long> Snapshots = Meter.CreateCounter<long>("muster.client.snapshot.writes", "{list}", "Lists brought to disk, and those that were not.");

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>("muster.client.answered", "{call}", "What calls that this process answered came to.");
    private static readonly Counter<long> UntoldCalls = Meter.CreateCounter<long>("muster.client.untold", "{call}", "Calls whose outcome the registry was never told.");

    private static readonly Counter<long> Instructions = Meter.CreateCounter<long>("muster.client.instructions", "{instruction}", "What came of an operator's instructions.");

    public static void Instructed(InstructionReceipt.Types.Outcome outcome) => Instructions.Add(1, new KeyValuePair<string, object?>("outcome", NameOf(outcome)));

    public static void Reconnected() => Reconnects.Add(1);

    public static void Changed(ServiceChange change)
    {
        foreach (var line in change.Changes)
            Changes.Add(1, new("service", change.List.Service), new("kind", NameOf(line.Kind)));
    }

    public static void Guarded(string service, GuardAction action) =>
        Guard.Add(1, new("service", service), new("action", NameOf(action)));

    public static void SnapshotWritten(SaveOutcome outcome) => Snapshots.Add(1, new KeyValuePair<string, object?>("outcome", NameOf(outcome)));

    public static void Answered(string service, Outcome outcome) => Calls.Add(1, new("service", service), new("outcome", OutcomeNames.Of(outcome)));

    public static void Untold(IEnumerable<CallCounts> counts, string reason)
    {
        foreach (var line in counts) UntoldCalls.Add((long)line.Total, new("service", line.Service), new("reason", reason));
    }

    private static string NameOf(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => "added",
        ChangeKind.Changed => "changed",
        ChangeKind.Removed => "removed",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind."),
    };

    private static string NameOf(GuardAction action) => action switch
    {
        GuardAction.Held => "held",
        GuardAction.Recovered => "recovered",
        GuardAction.Confirmed => "confirmed",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Not an action to count."),
    };

    private static string NameOf(SaveOutcome outcome) => outcome switch
    {
        SaveOutcome.Written => "written",
        SaveOutcome.TooLarge => "too-large",
        SaveOutcome.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome."),
    };

    private static string NameOf(InstructionReceipt.Types.Outcome outcome) => outcome switch
    {
        InstructionReceipt.Types.Outcome.Done => "done",
        InstructionReceipt.Types.Outcome.Failed => "failed",
        InstructionReceipt.Types.Outcome.NotDone => "not-done",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome of a process."),
    };
}
