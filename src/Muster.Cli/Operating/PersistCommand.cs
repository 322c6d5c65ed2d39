using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Muster.Cli.CommandLine;
using Muster.Cli.Looking;
using Muster.Cli.Providing;
using Muster.Protocol;
using Muster.Server.Api;

namespace Muster.Cli.Operating;

/// <summary><c>muster persist add|remove|list</c>: instances that no process speaks for.</summary>
internal static class PersistCommand
{
    public static Command Create(RegistryOptions registry, Surroundings here)
    {
        var verb = new Verb("persist", "Registers instances that no process speaks for, such as a database: they stay until they are taken out.")
        {
            Details = ["They are listed without heartbeats, over restarts of the registry too. Overlays and the admission policy apply to them."],
            Examples = ["muster persist add db --address postgres://10.0.0.9:5432 --id db-1 --reason 'it has no Muster client'", "muster persist list", "muster persist remove db db-1 --reason 'moved'"],
        };
        verb.Add(Add(registry, here));
        verb.Add(Remove(registry, here));
        verb.Add(List(registry, here));
        return verb;
    }

    private static Verb Add(RegistryOptions registry, Surroundings here)
    {
        var service = ServiceArgument();
        var address = new Option<string>("--address") { HelpName = "URL", Description = "Where it answers, such as postgres://10.0.0.9:5432.", Required = true };
        var id = new Option<string?>("--id") { HelpName = "ID", Description = "Names the instance within the service. Default: host:port of the address." };
        var zone = new Option<string>("--zone") { HelpName = "ZONE", Description = "Where it runs.", DefaultValueFactory = _ => "" };
        var weight = new Option<int>("--weight") { HelpName = "N", Description = "Its share of the calls, 0 to 10000.", DefaultValueFactory = _ => 100 };
        var probe = ProbeOption.Create();
        var meta = new Option<string[]>("--meta") { HelpName = "KEY=VALUE", Description = "What else consumers may want to know; may be repeated.", Arity = ArgumentArity.OneOrMore };
        var reason = ReasonOption();
        var verb = new Verb("add", "Registers an instance, or changes one that was added before.")
        {
            Details = ["The whole of what is said replaces what was said before. An id that a process holds is refused."],
            Examples = ["muster persist add db --address postgres://10.0.0.9:5432 --zone east --meta team=shop --reason 'it has no Muster client'", "muster persist add db --address postgres://10.0.0.9:5432 --probe tcp --reason 'it has no Muster client'"],
        };
        verb.Add(service);
        foreach (var option in new Option[] { address, id, zone, weight, probe, meta, reason }) verb.Add(option);
        registry.AddTo(verb, printsLists: false);
        verb.Does(async (line, cancel) =>
        {
            var provider = ProviderRequest.Check(
                line.GetRequiredValue(service), line.GetRequiredValue(address), line.GetValue(id), line.GetValue(zone)!, line.GetValue(weight), line.GetValue(meta) ?? []);
            var request = new PutPersistentRequest { Service = provider.Service, Instance = provider.Instance.ToWire(), Reason = ReasonOf(line, reason), Probe = ProbeOption.Read(line.GetValue(probe)) };
            using var calls = registry.TargetOf(line, here).Open();
            var answer = await calls.PutPersistentAsync(request, cancel);
            here.Out.WriteLine($"{ForeignText.Show(request.Instance.Id)} of {request.Service} stays until it is taken out.");
            if (answer.Admission is not Admission.Allowed)
                here.Note($"The admission policy says {ApiJson.Word(answer.Admission)}, so no consumer is told of it. 'muster policy show' shows the rules.");
            return ExitCode.Done;
        });
        return verb;
    }

    private static Verb Remove(RegistryOptions registry, Surroundings here)
    {
        var service = ServiceArgument();
        var id = new Argument<string>("ID") { Description = "The instance's id." };
        var reason = ReasonOption();
        var verb = new Verb("remove", "Takes out an instance that was added.")
        {
            Examples = ["muster persist remove db db-1 --reason 'moved to the new rack'"],
        };
        verb.Add(service);
        verb.Add(id);
        verb.Add(reason);
        registry.AddTo(verb, printsLists: false);
        verb.Does(async (line, cancel) =>
        {
            var request = new RemovePersistentRequest { Service = ServiceName.Check(line.GetRequiredValue(service)), Id = line.GetRequiredValue(id), Reason = ReasonOf(line, reason) };
            using var calls = registry.TargetOf(line, here).Open();
            await calls.RemovePersistentAsync(request, cancel);
            here.Out.WriteLine($"{ForeignText.Show(request.Id)} of {request.Service} is taken out.");
            return ExitCode.Done;
        });
        return verb;
    }

    private static Verb List(RegistryOptions registry, Surroundings here)
    {
        var verb = new Verb("list", "Lists the instances of a namespace that were added, with who added them and why.")
        {
            Examples = ["muster persist list", "muster persist list -n prod -o json"],
        };
        registry.AddTo(verb, printsLists: true);
        verb.Does(async (line, cancel) =>
        {
            var target = registry.TargetOf(line, here);
            using var calls = target.Open();
            var kept = (await calls.PersistentAsync("", cancel)).Instances;
            if (registry.FormOf(line) is OutputForm.Json)
                Screen.PrintJson(JsonSerializer.Serialize(PersistentInstancesJson.Of(target.Namespace, kept), ApiJson.Plain.PersistentInstancesJson), here);
            else if (kept.Count == 0) here.Note($"No operator registered an instance in namespace '{target.Namespace}'.");
            else Print(kept, here);
            return ExitCode.Done;
        });
        return verb;
    }

    private static void Print(IEnumerable<KeptInstance> kept, Surroundings here)
    {
        var table = Screen.NewTable("SERVICE", "ID", "ADDRESS", "PROBE", "AT", "AUTHOR", "REASON");
        foreach (var one in kept.Select(PersistentInstanceJson.Of))
            table.AddTextRow(one.Service, one.Id, one.Instance.Addresses[0], one.Probe ?? "-", one.At.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), one.Author, one.Reason);
        Screen.Print(table, here);
    }

    private static Argument<string> ServiceArgument() => new("SERVICE") { Description = "The service's name." };

    private static Option<string?> ReasonOption() => new("--reason") { HelpName = "TEXT", Description = "Why, for whoever finds this later. Needed." };

    private static string ReasonOf(ParseResult line, Option<string?> reason) =>
        line.GetValue(reason) ?? throw new CommandFailure(ExitCode.Usage, "Say why, for whoever finds this later: --reason TEXT.");
}
