using System.Text;
using Google.Protobuf.Collections;
using Muster.Core.Sessions;
using Muster.Protocol;

namespace Muster.Core.Instructions;

/// <summary>Which instructions are taken in. Pure.</summary>
internal static class InstructionRules
{
    public static readonly TimeSpan DefaultWithin = TimeSpan.FromSeconds(30);

    /// <summary>Has its meaning in what several registries do, and none yet.</summary>
    private const string Move = "move";

    /// <summary>The time that an instruction has.</summary>
    public static TimeSpan WithinOf(InstructRequest request) => request.WithinMs == 0 ? DefaultWithin : TimeSpan.FromMilliseconds(request.WithinMs);

    /// <summary>What is wrong with a request, whomever it is for; null where nothing is.</summary>
    public static string? FaultIn(InstructRequest request)
    {
        if (FaultInWord("instruction id", request.Id) is { } badId) return badId;
        if (Names.FaultInInstanceId(request.Instance) is { } badInstance) return badInstance;
        if (FaultInWord("command", request.Command) is { } badCommand) return badCommand;
        if (request.Command == Move) return "command 'move': there is no other registry to move to yet. It takes none but drain, resume, refresh, and names of the process's own.";
        if (request.WithinMs > Limits.InstructionSeconds * 1000) return $"the time of an instruction is {request.WithinMs} ms; the limit is {Limits.InstructionSeconds} s.";
        if (request.Hops > Limits.InstructionHops) return $"the instruction was passed on {request.Hops} times; the limit is {Limits.InstructionHops}. The registries do not agree on who holds the instance.";
        return FaultInArguments(request.Arguments);
    }

    /// <summary>Why an instruction is not for whom it names; null where it is.</summary>
    public static Error? Refusal(InstructRequest request, Target? target)
    {
        var about = $"instance '{request.Instance}' of {request.Namespace}/{request.Service}";
        if (target is not { } found)
            return Errors.Of(ErrorCode.NotFound, $"{about} is not registered. Nothing was done.");
        if (request.Incarnation != 0 && request.Incarnation != found.Incarnation)
            return Errors.Of(ErrorCode.Conflict, $"{about} runs as incarnation {found.Incarnation}, and the instruction is for {request.Incarnation}. Nothing was done.");
        return found.Holder.Kind switch
        {
            SessionKind.Thin => Errors.Of(ErrorCode.Conflict, $"{about} is registered by requests, and has no connection that an instruction could go by. Nothing was done."),
            SessionKind.Persistent => Errors.Of(ErrorCode.Conflict, $"{about} was registered by an operator: no process is behind it. Nothing was done."),
            _ when found.Connection is { TakesInstructions: false } => Errors.Of(ErrorCode.Conflict, $"the client of {about} ({Names.Quote(found.Holder.Client)}) takes no instructions. Nothing was done. Update the library that it uses."),
            _ => null,
        };
    }

    private static string? FaultInWord(string what, string word) =>
        word.Length == 0 ? $"{what} '': use 1 to {Limits.Place} letters, digits and . _ -." : Names.FaultInPlace(what, word);

    private static string? FaultInArguments(MapField<string, string> arguments)
    {
        if (arguments.Count > Limits.InstructionArguments) return $"the instruction has {arguments.Count} arguments; the limit is {Limits.InstructionArguments}.";
        var bytes = 0;
        foreach (var (name, value) in arguments)
        {
            if (FaultInWord("argument", name) is { } fault) return fault;
            bytes += name.Length + Encoding.UTF8.GetByteCount(value);
        }

        return bytes > Limits.InstructionBytes ? $"the arguments have {bytes} bytes in all; the limit is {Limits.InstructionBytes}." : null;
    }
}
