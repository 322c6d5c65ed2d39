using System.Text.Json;
using Muster.Cli.CommandLine;
using Muster.Client;
using Spectre.Console;

namespace Muster.Cli.Looking;

/// <summary>Prints changes of a list, one line each; the list that is there at first comes as additions.</summary>
internal sealed class ChangeLines(Surroundings here, OutputForm form)
{
    private readonly IAnsiConsole _console = Screen.ConsoleOn(here);
    private readonly Dictionary<string, ServiceInstance> _shown = new(StringComparer.Ordinal);
    private bool _heldBack;
    private bool _begun;

    public void Print(ServiceChange change)
    {
        var at = here.Time.GetLocalNow();
        foreach (var one in change.Changes)
        {
            if (form is OutputForm.Json) Screen.PrintJson(JsonSerializer.Serialize(ChangeJson.Of(at, one, change.List), ChangeJsonContext.Default.ChangeJson), here);
            else _console.Write(new Text($"{at:HH:mm:ss.fff} {SignOf(one.Kind)} {ForeignText.Show(Tell(one, _shown.GetValueOrDefault(one.Instance.Id)))}\n", new Style(ColorOf(one))));
            if (one.Kind is ChangeKind.Removed) _shown.Remove(one.Instance.Id);
            else _shown[one.Instance.Id] = one.Instance;
        }

        here.Out.Flush();
        if (!_begun && change.List.Source is ListSource.Registry && change.List.Count == 0)
            here.Note($"Nobody is registered for '{change.List.Service}' yet.");
        _begun |= change.List.Source is ListSource.Registry;
        if (change.List.HeldBack && !_heldBack)
            here.Note("The registry's list has lost too many at once; consumers keep those for 30 s, until that is confirmed.");
        _heldBack = change.List.HeldBack;
    }

    private static string SignOf(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => "+",
        ChangeKind.Removed => "-",
        _ => "~",
    };

    private static string Tell(InstanceChange change, ServiceInstance? before)
    {
        var instance = change.Instance;
        var differs = before is null ? "" : Differences.Between(before, instance);
        var isProtected = instance.Protected ? ", protected" : "";
        return $"{instance.Id,-20} {instance.Address,-28} " + (change.Kind is ChangeKind.Removed
            ? $"{Words.Of(change.Cause)}{isProtected}"
            : $"{Words.Of(instance.State)}{isProtected}{StateText.DownIn(instance.DownIn)}{(instance.Evidence.Length > 0 ? $": {instance.Evidence}" : "")}{(differs.Length > 0 ? $"; now {differs}" : "")}");
    }

    private static Color ColorOf(InstanceChange change) => change switch
    {
        { Kind: ChangeKind.Removed } => Color.Red,
        { Instance: { State: InstanceState.Healthy, DownIn.Count: 0 } } => Color.Green,
        _ => Color.Yellow,
    };
}
