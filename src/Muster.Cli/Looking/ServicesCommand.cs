using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Muster.Cli.CommandLine;
using Muster.Protocol;
using Muster.Server.Api;
using Spectre.Console;

namespace Muster.Cli.Looking;

/// <summary><c>muster services</c>: what is registered in a namespace.</summary>
internal static class ServicesCommand
{
    public static Command Create(RegistryOptions registry, Surroundings here)
    {
        var verb = new Verb("services", "Lists the services of a namespace.")
        {
            Examples = ["muster services", "muster services -n prod -o json", "MUSTER_REGISTRY=registry-1:7501 muster services"],
        };
        registry.AddTo(verb, printsLists: true);
        verb.Does(async (line, cancel) =>
        {
            var target = registry.TargetOf(line, here);
            using var calls = target.Open();
            var answer = await calls.ServicesAsync(cancel);
            if (registry.FormOf(line) is OutputForm.Json) Screen.PrintJson(Json(target.Namespace, answer), here);
            else if (answer.Services.Count == 0) here.Note($"Nothing is registered in namespace '{target.Namespace}'. 'muster register --help' tells how to begin.");
            else Screen.Print(TableOf(answer), here);
            return ExitCode.Done;
        });
        return verb;
    }

    private static Table TableOf(ListServicesResponse answer)
    {
        var table = Screen.NewTable("SERVICE", "INSTANCES", "HEALTHY", "SUBSCRIBERS", "REVISION", "DIGEST");
        foreach (var service in answer.Services)
        {
            table.AddRow(
                Screen.Cell(service.Service),
                new Text(Number(service.Instances)),
                new Text(Number(service.Healthy), service.Healthy < service.Instances ? new Style(Color.Yellow) : Style.Plain),
                new Text(Number(service.Subscribers)),
                new Text(RevisionText.Of(service.Revision, service.Stale)),
                new Text(ApiJson.Hex(service.Digest)));
        }

        return table;
    }

    private static string Json(string @namespace, ListServicesResponse answer) => JsonSerializer.Serialize(
        new ServicesJson(@namespace, [.. answer.Services.Select(service => new ServiceLineJson(
            service.Service, (int)service.Instances, (int)service.Healthy, (int)service.Subscribers, service.Stale,
            new RevisionJson(service.Revision?.Epoch ?? 0, service.Revision?.Sequence ?? 0), ApiJson.Hex(service.Digest)))]),
        ApiJson.Plain.ServicesJson);

    private static string Number(uint number) => number.ToString(CultureInfo.InvariantCulture);
}
