using System.CommandLine;
using Muster.Cli.CommandLine;
using Muster.Protocol;

namespace Muster.Cli.Operating;

/// <summary><c>muster bury</c>: an operator's word that processes are gone.</summary>
internal static class BuryCommand
{
    public static Command Create(RegistryOptions registry, Surroundings here)
    {
        var service = new Argument<string>("SERVICE") { Description = "The service's name." };
        var ids = new Argument<string[]>("ID") { Description = "Ids of instances.", Arity = ArgumentArity.OneOrMore };
        var reason = new Option<string?>("--reason") { HelpName = "TEXT", Description = "Why, for whoever finds this later. Needed." };
        var verb = new Verb("bury", "Takes instances out whose processes you killed, without waiting for their silence.")
        {
            Details =
            [
                "All that are named are taken out at once, or none: no budget limits your word, and the last instance goes too.",
                "A process that lives after all is told, and registers again. To keep one that lives from consumers: muster disable.",
            ],
            Examples = ["muster bury orders orders-1 orders-2 --reason 'I killed these'", "muster bury orders orders-1 -n prod --reason 'its host is gone'"],
        };
        verb.Add(service);
        verb.Add(ids);
        verb.Add(reason);
        registry.AddTo(verb, printsLists: false);
        verb.Does(async (line, cancel) =>
        {
            var request = new BuryRequest
            {
                Service = ServiceName.Check(line.GetRequiredValue(service)), Ids = { line.GetRequiredValue(ids) },
                Reason = line.GetValue(reason) ?? throw new CommandFailure(ExitCode.Usage, "Say why, for whoever finds this later: --reason TEXT."),
            };
            using var calls = registry.TargetOf(line, here).Open();
            var answer = await calls.BuryAsync(request, cancel);
            foreach (var id in request.Ids) here.Out.WriteLine(ForeignText.Show($"{id}: buried"));
            foreach (var id in answer.Connected)
                here.Note($"The process of '{ForeignText.Show(id)}' is connected to the registry, and will register again. To keep it from consumers: 'muster disable {request.Service} {ForeignText.Show(id)} -n {request.Namespace} --reason WHY'.");
            return ExitCode.Done;
        });
        return verb;
    }
}
