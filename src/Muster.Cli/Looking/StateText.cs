using Muster.Protocol;
using Muster.Server.Api;
using Spectre.Console;

namespace Muster.Cli.Looking;

/// <summary>An instance's state as tables show it.</summary>
internal static class StateText
{
    public static Text Of(Listed listed) =>
        Screen.Cell($"{ApiJson.Word(listed.State)}{(listed.Protected ? ", protected" : "")}{DownIn(listed.DownIn)}{(listed.Evidence.Length > 0 ? $": {listed.Evidence}" : "")}", new Style(ColorOf(listed)));

    /// <summary>Where alone it is seen down, to stand behind the state; empty: nowhere.</summary>
    public static string DownIn(IReadOnlyList<string> locations) => locations.Count > 0 ? $", down in {string.Join(", ", locations)}" : "";

    private static Color ColorOf(Listed listed) => listed switch
    {
        { State: State.Healthy, DownIn.Count: 0 } => Color.Green,
        { State: State.Healthy or State.SubHealthy or State.Suspect } => Color.Yellow,
        _ => Color.Red,
    };
}
