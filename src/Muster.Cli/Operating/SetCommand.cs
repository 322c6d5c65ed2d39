using System.CommandLine;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Operating;

/// <summary><c>muster set SERVICE ID weight=50</c>: lays something over instances.</summary>
internal static class SetCommand
{
    public static Command Create(RegistryOptions registry, Surroundings here)
    {
        var service = new Argument<string>("SERVICE") { Description = "The service's name." };
        var words = new Argument<string[]>("ID|FIELD=VALUE") { Description = "Ids of instances; weight=0..10000, zone=ZONE, label.KEY=VALUE. A field without a value is again as the provider says.", Arity = ArgumentArity.OneOrMore };
        var terms = new OverlayTerms();
        var verb = new Verb("set", "Lays a weight, a zone or labels over what providers said of their instances.")
        {
            Details =
            [
                "The provider's own word is kept, and holds again when the overlay ends.",
                "Bound to the run that is registered now: who registers under the id later inherits nothing, unless --keep.",
            ],
            Examples =
            [
                "muster set orders orders-1 weight=50 --reason 'half the load while we look' --for 2h",
                "muster set orders --where zone=east zone=west label.canary=yes --keep --reason 'moved'",
                "muster set orders orders-1 weight= --reason 'all is well'",
            ],
        };
        verb.Add(service);
        verb.Add(words);
        terms.AddTo(verb, lays: true);
        registry.AddTo(verb, printsLists: false);
        verb.Does(async (line, cancel) =>
        {
            var name = ServiceName.Check(line.GetRequiredValue(service));
            var said = line.GetRequiredValue(words);
            var fields = said.Where(word => word.Contains('=', StringComparison.Ordinal)).Select(word => word.Split('=', 2)).ToList();
            if (fields.Count == 0) throw new CommandFailure(ExitCode.Usage, "Say what to set: weight=50, zone=east or label.KEY=VALUE.");
            if (fields.Any(field => field[0] == "standing")) throw new CommandFailure(ExitCode.Usage, "Use 'muster drain', 'muster disable' or 'muster enable' for the standing.");

            string[] ids = [.. said.Where(word => !word.Contains('=', StringComparison.Ordinal))];
            terms.RefuseUnlessSaid(line, ids);
            var request = terms.RequestOf(line, name, lays: true);
            using var calls = registry.TargetOf(line, here).Open();
            var seen = await OverlaidService.AskAsync(calls, name, cancel);
            foreach (var id in terms.InstancesOf(line, ids, seen))
                foreach (var field in fields) request.Edits.Add(OverlayEdits.Of(seen, id, field[0], field[1].Length > 0 ? field[1] : null));
            await OverlayEdits.SendAsync(calls, seen, request, here, cancel);
            return ExitCode.Done;
        });
        return verb;
    }
}
