using System.ComponentModel;
using Muster.Protocol;

namespace Muster.Server.Api;

[Description("What the process of an instance is to do.")]
internal sealed record InstructionEditJson(
    [property: Description("drain, resume, refresh, or a name that the process itself gives a meaning to.")] string Command,
    [property: Description("For commands of the process's own: 32 at most, 4 KiB in all.")] IReadOnlyDictionary<string, string>? Arguments,
    [property: Description("Nothing begins after this time, such as 30s, which it is where none is said; at most 5m.")] string? Within,
    [property: Description("It has an effect on this run of the instance alone; left out: on the one that is registered now.")] ulong? Incarnation,
    [property: Description("Its own name, 1 to 64 letters, digits and . _ -: the same id takes effect once within 10 minutes. Left out: the registry gives one.")] string? Id);

[Description("What came of an instruction. Asking with the same id again answers the same.")]
internal sealed record InstructionJson(
    string Id,
    [property: Description("done (it took effect, once); failed (it was begun, and a part may have taken effect); not-done (it took no effect); unknown (it was sent, and no answer came: it may have taken effect).")] string Outcome,
    [property: Description("Why it is not done.")] string Message,
    [property: Description("The run of the instance that it was for.")] ulong Incarnation,
    [property: Description("Whose process that is, by his own word.")] string Client,
    [property: Description("From the asking to the outcome.")] string Took)
{
    public static InstructionJson Of(InstructionReceipt receipt) => new(
        receipt.Id, Word(receipt.Outcome), receipt.Message, receipt.Incarnation, receipt.Client, TimeToLive.Write(TimeSpan.FromMilliseconds(receipt.TookMs)));

    public static string Word(InstructionReceipt.Types.Outcome outcome) => outcome switch
    {
        InstructionReceipt.Types.Outcome.Done => "done",
        InstructionReceipt.Types.Outcome.Failed => "failed",
        InstructionReceipt.Types.Outcome.NotDone => "not-done",
        InstructionReceipt.Types.Outcome.Unknown => "unknown",
        _ => $"outcome {(int)outcome}",   // of a newer node
    };
}
