using System.CommandLine;
using Muster.Cli.CommandLine;
using Muster.Server.Control;

namespace Muster.Cli.Operating;

/// <summary><c>muster drain</c>, <c>disable</c> and <c>enable</c>: whether consumers are told of instances at all.</summary>
internal static class StandingCommands
{
    private const string Field = "standing";

    public static Command CreateDrain(RegistryOptions registry, Surroundings here) => Create(
        new Verb("drain", "Takes instances out of the lists, to be stopped soon.")
        {
            Details =
            [
                "Consumers are told within a second that it is drained; its session and its registration stay.",
                "The next run of the process is listed as usual, unless --keep.",
                "With --wait it says when it is safe to stop them, or who may still call them (exit code 1).",
            ],
            Examples = ["muster drain orders orders-1 --reason 'kernel update'", "muster drain orders orders-1 --wait 30s --reason 'kernel update' && ssh host-1 reboot", "muster drain orders --where zone=east --for 1h --reason 'work on the east'"],
        },
        OverlayWords.Drained, registry, here);

    public static Command CreateDisable(RegistryOptions registry, Surroundings here) => Create(
        new Verb("disable", "Takes instances out of the lists, to be left alone until they are enabled.")
        {
            Details = ["A disabled instance stays registered, and is kept over restarts of the registry.", "Who registers under the id later is listed as usual, unless --keep."],
            Examples = ["muster disable orders orders-1 --reason 'wrong prices'", "muster disable orders orders-1 --keep --reason 'a host that we do not trust'"],
        },
        OverlayWords.Disabled, registry, here);

    public static Command CreateEnable(RegistryOptions registry, Surroundings here) => Create(
        new Verb("enable", "Lists instances again that were drained or disabled.")
        {
            Details = ["Weights, zones and labels that were set stay."],
            Examples = ["muster enable orders orders-1", "muster enable orders --all"],
        },
        null, registry, here);

    private static Verb Create(Verb verb, string? standing, RegistryOptions registry, Surroundings here)
    {
        var service = new Argument<string>("SERVICE") { Description = "The service's name." };
        var ids = new Argument<string[]>("ID") { Description = "Ids of instances.", Arity = ArgumentArity.ZeroOrMore };
        var terms = new OverlayTerms();
        var lays = standing is not null;
        var wait = standing == OverlayWords.Drained ? new DrainWait() : null;
        verb.Add(service);
        verb.Add(ids);
        terms.AddTo(verb, lays);
        wait?.AddTo(verb);
        registry.AddTo(verb, printsLists: false);
        verb.Does(async (line, cancel) =>
        {
            var name = ServiceName.Check(line.GetRequiredValue(service));
            var named = line.GetValue(ids) ?? [];
            terms.RefuseUnlessSaid(line, named);
            var within = wait?.WithinOf(line);
            var request = terms.RequestOf(line, name, lays);
            using var calls = registry.TargetOf(line, here).Open();
            var seen = await OverlaidService.AskAsync(calls, name, cancel);
            var instances = terms.InstancesOf(line, named, seen);

            if (!lays)
            {
                var listed = instances.Where(id => seen.OverlayOn(id, Field) is null).ToList();
                foreach (var id in listed) here.Note($"'{id}' of '{name}' is neither drained nor disabled.");
                instances = [.. instances.Except(listed)];
                if (instances.Count == 0) return ExitCode.NotFound;
            }

            request.Edits.AddRange(instances.Select(id => OverlayEdits.Of(seen, id, Field, standing)));
            await OverlayEdits.SendAsync(calls, seen, request, here, cancel);
            return within is { } time ? await DrainWait.RunAsync(calls, name, time, here, cancel) : ExitCode.Done;
        });
        return verb;
    }
}
