using Muster.Protocol;
using Muster.Server.Api;
using Spectre.Console;

namespace Muster.Cli.Looking;

/// <summary>An instance's state as tables show it.</summary>
internal static class StateText
{
    public static Text Of(State state, bool isProtected, string evidence) =>
        Screen.Cell($"{ApiJson.Word(state)}{(isProtected ? ", protected" : "")}{(evidence.Length > 0 ? $": {evidence}" : "")}", new Style(ColorOf(state)));

    private static Color ColorOf(State state) => state switch
    {
        State.Healthy => Color.Green,
        State.SubHealthy or State.Suspect => Color.Yellow,
        _ => Color.Red,
    };
}
