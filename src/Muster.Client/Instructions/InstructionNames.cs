using Muster.Protocol;

namespace Muster.Client.Instructions;

/// <summary>The instructions that the SDK has a meaning for, and the grammar of the application's own.</summary>
internal static class InstructionNames
{
    public const string Drain = "drain";
    public const string Resume = "resume";
    public const string Refresh = "refresh";

    /// <summary>The SDK does its part of these; an application may add its own.</summary>
    public static bool IsBuiltIn(string name) => name is Drain or Resume or Refresh;

    /// <summary>Why an application cannot handle a name; null where it can.</summary>
    public static string? FaultIn(string name) => name switch
    {
        "" => $"instruction '': use 1 to {Limits.Place} letters, digits and . _ -.",
        "move" => "instruction 'move' is the registry's own word: use another name.",
        _ => Names.FaultInPlace("instruction", name),
    };
}
