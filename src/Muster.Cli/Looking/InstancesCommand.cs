using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Muster.Cli.CommandLine;
using Muster.Cli.Operating;
using Muster.Protocol;
using Muster.Server.Api;
using Spectre.Console;

namespace Muster.Cli.Looking;

/// <summary><c>muster instances SERVICE</c>: who answers a service.</summary>
internal static class InstancesCommand
{
    public static Command Create(RegistryOptions registry, Surroundings here)
    {
        var service = new Argument<string>("SERVICE") { Description = "The service's name." };
        var verb = new Verb("instances", "Lists who answers a service.")
        {
            Details = ["Exit code 5: nobody is registered for it, or that time is further back than the registry remembers."],
            Examples = ["muster instances orders", "muster instances orders -n prod -o json", "muster instances orders --at 10m"],
        };
        var at = new Option<string?>("--at") { HelpName = "TIME", Description = "The list as it was so long ago, such as 10m, or at a time, such as 2026-11-22T06:15:00Z." };
        verb.Add(service);
        verb.Add(at);
        registry.AddTo(verb, printsLists: true);
        verb.Does(async (line, cancel) =>
        {
            var target = registry.TargetOf(line, here);
            var name = ServiceName.Check(line.GetRequiredValue(service));
            using var calls = target.Open();
            if (line.GetValue(at) is { } written) return await PastInstances.ShowAsync(calls, name, written, registry.FormOf(line), here, cancel);
            var seen = await OverlaidService.AskAsync(calls, name, cancel);
            var list = seen.List;
            var registered = list.Instances.Count > 0 || seen.Overlaid.Count > 0;
            var form = registry.FormOf(line);
            if (form is OutputForm.Json) Screen.PrintJson(Json(seen), here);
            else if (registered) Screen.Print(TableOf(seen), here);

            if (list.Hidden > 0 && form is OutputForm.Table)
                here.Note(Withheld(list));
            if (list.Stale && form is OutputForm.Table)
                here.Note("The registry was restarted and not all providers are back: this is partly from before.");
            if (registered) return ExitCode.Done;
            here.Note($"Nobody is registered for '{name}' in namespace '{target.Namespace}'. 'muster services' lists what is.");
            return ExitCode.NotFound;
        });
        return verb;
    }

    /// <summary>Proven deaths may exceed the budget: where there are some, their number explains the others.</summary>
    public static string Withheld(ServiceSnapshot list) =>
        $"Holding {list.Instances.Count} of {list.Instances.Count + list.Hidden}: {list.Hidden} hidden"
        + (list.Proven > 0 ? $", of which {list.Proven} proven dead; budget {list.Budget}." : $" as dead, budget {list.Budget}.");

    public static Table TableOf(OverlaidService service)
    {
        string[] headings = ["ID", "ADDRESS", "ZONE", "WEIGHT", "METADATA", "STATE"];
        var anything = service.Overlaid.Count > 0;
        var table = Screen.NewTable(anything ? [.. headings, "LAID OVER"] : headings);
        foreach (var listed in InOrder(service.List)) Add(listed.Instance, StateText.Of(listed));
        foreach (var absent in service.Overlaid.Where(instance => !instance.Listed))
            Add(absent.Provider ?? new Instance { Id = absent.Id }, new Text(absent.Provider is null ? "not registered" : "not listed", new Style(Color.Yellow)));
        return table;

        void Add(Instance instance, Text state)
        {
            var cells = new List<Text>
            {
                Screen.Cell(instance.Id),
                new(string.Join('\n', instance.Addresses.Select(ForeignText.Show))),
                Screen.Cell(instance.Zone.Length > 0 ? instance.Zone : "-"),
                new(WeightOf(instance).ToString(CultureInfo.InvariantCulture)),
                Screen.Cell(MetadataOf(instance)),
                state,
            };
            if (anything) cells.Add(new(string.Join('\n', LaidOver(service.OverlaysOn(instance.Id)).Select(ForeignText.Show))));
            table.AddRow(cells);
        }
    }

    private static IEnumerable<string> LaidOver(OverlaidInstance? overlaid)
    {
        if (overlaid is null) return [];
        var words = overlaid.Overlays.Select(Words);
        return overlaid.Quarantined.Length > 0 ? words.Prepend($"in quarantine: {overlaid.Quarantined}") : words;
    }

    private static string MetadataOf(Instance instance) => instance.Metadata.Count == 0
        ? "-"
        : string.Join(' ', instance.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    private static string Words(LaidOverlay laid)
    {
        var overlay = OverlayJson.Of(laid);
        var words = overlay.Field == "standing" ? overlay.Value : $"{overlay.Field}={overlay.Value}";
        var until = overlay.Expires is { } at ? $", until {at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}" : "";
        return $"{words} by {overlay.Author}{until}{(overlay.BoundTo == "id" ? ", kept" : "")}: {overlay.Reason}";
    }

    private static string Json(OverlaidService service) => JsonSerializer.Serialize(
        new InstancesJson(
            service.List.Service, new RevisionJson(service.List.Revision?.Epoch ?? 0, service.List.Revision?.Sequence ?? 0), ApiJson.Hex(service.List.Digest), service.List.Stale, (int)service.List.Hidden, (int)service.List.Budget, (int)service.List.Proven,
            [.. InOrder(service.List).Select(InstanceJson.Of)],
            service.Overlaid.Count == 0 ? null : [.. service.Overlaid.Select(OverlaidInstanceJson.Of)]),
        InstancesJsonContext.Plain.InstancesJson);

    private static IEnumerable<Listed> InOrder(ServiceSnapshot list) => list.Instances.OrderBy(listed => listed.Instance.Id, StringComparer.Ordinal);

    private static uint WeightOf(Instance instance) => instance.HasWeight ? instance.Weight : InstanceJson.UsualWeight;
}
