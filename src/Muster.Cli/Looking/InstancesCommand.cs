using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Muster.Cli.CommandLine;
using Muster.Protocol;
using Muster.Server.Api;
using Spectre.Console;

namespace Muster.Cli.Looking;

/// <summary><c>muster instances SERVICE</c>: who answers a service.</summary>
internal static class InstancesCommand
{
    private const uint UsualWeight = 100;   // of an instance that names none

    public static Command Create(RegistryOptions registry, Surroundings here)
    {
        var service = new Argument<string>("SERVICE") { Description = "The service's name." };
        var verb = new Verb("instances", "Lists who answers a service.")
        {
            Details = ["Exit code 5: nobody is registered for it."],
            Examples = ["muster instances orders", "muster instances orders -n prod -o json"],
        };
        verb.Add(service);
        registry.AddTo(verb, printsLists: true);
        verb.Does(async (line, cancel) =>
        {
            var target = registry.TargetOf(line, here);
            var name = ServiceName.Check(line.GetRequiredValue(service));
            using var calls = target.Open();
            var list = await calls.InstancesAsync(name, cancel);
            var form = registry.FormOf(line);
            if (form is OutputForm.Json) Screen.PrintJson(Json(list), here);
            else if (list.Instances.Count > 0) Screen.Print(TableOf(list), here);

            if (list.Hidden > 0 && form is OutputForm.Table)
                here.Note($"Holding {list.Instances.Count} of {list.Instances.Count + list.Hidden}: {list.Hidden} hidden as dead, budget {list.Budget}.");
            if (list.Stale && form is OutputForm.Table)
                here.Note("The registry was restarted and not all providers are back: this is partly from before.");
            if (list.Instances.Count > 0) return ExitCode.Done;
            here.Note($"Nobody is registered for '{name}' in namespace '{target.Namespace}'. 'muster services' lists what is.");
            return ExitCode.NotFound;
        });
        return verb;
    }

    private static Table TableOf(ServiceSnapshot list)
    {
        var table = Screen.NewTable("ID", "ADDRESS", "ZONE", "WEIGHT", "METADATA", "STATE");
        foreach (var listed in InOrder(list))
        {
            var instance = listed.Instance;
            table.AddRow(
                Screen.Cell(instance.Id),
                new Text(string.Join('\n', instance.Addresses.Select(ForeignText.Show))),
                Screen.Cell(instance.Zone.Length > 0 ? instance.Zone : "-"),
                new Text(WeightOf(instance).ToString(CultureInfo.InvariantCulture)),
                Screen.Cell(MetadataOf(instance)),
                StateText.Of(listed.State, listed.Protected, listed.Evidence));
        }

        return table;
    }

    private static string MetadataOf(Instance instance) => instance.Metadata.Count == 0
        ? "-"
        : string.Join(' ', instance.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    private static string Json(ServiceSnapshot list) => JsonSerializer.Serialize(
        new ServiceJson(
            list.Service, new RevisionJson(list.Revision?.Epoch ?? 0, list.Revision?.Sequence ?? 0), ApiJson.Hex(list.Digest), list.Stale, (int)list.Hidden, (int)list.Budget,
            [.. InOrder(list).Select(listed => new InstanceJson(
                listed.Instance.Id, ApiJson.Hex(listed.Version), listed.Instance.Addresses, listed.Instance.Zone, listed.Instance.Unit, WeightOf(listed.Instance),
                new SortedDictionary<string, string>(listed.Instance.Metadata, StringComparer.Ordinal), ApiJson.Word(listed.State), listed.Protected, listed.Evidence))]),
        ApiJson.Plain.ServiceJson);

    private static IEnumerable<Listed> InOrder(ServiceSnapshot list) => list.Instances.OrderBy(listed => listed.Instance.Id, StringComparer.Ordinal);

    private static uint WeightOf(Instance instance) => instance.HasWeight ? instance.Weight : UsualWeight;
}
