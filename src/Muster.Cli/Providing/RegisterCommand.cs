using System.CommandLine;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Providing;

/// <summary><c>muster register SERVICE … -- COMMAND…</c>: makes a provider of any program.</summary>
internal static class RegisterCommand
{
    public static Command Create(RegistryOptions registry, Surroundings here)
    {
        var service = new Argument<string>("SERVICE") { Description = "The service that the program answers." };
        var command = new Argument<string[]>("COMMAND") { Description = "After '--': the program and its arguments. Without one the registration is held until Ctrl-C.", Arity = ArgumentArity.ZeroOrMore };
        var address = new Option<string>("--address") { HelpName = "URL", Description = "Where it answers, such as http://10.0.0.7:8080.", Required = true };
        var id = new Option<string?>("--id") { HelpName = "ID", Description = "Names the instance within the service. Default: host:port of the address." };
        var zone = new Option<string>("--zone") { HelpName = "ZONE", Description = "Where it runs.", DefaultValueFactory = _ => "" };
        var weight = new Option<int>("--weight") { HelpName = "N", Description = "Its share of the calls, 0 to 10000.", DefaultValueFactory = _ => 100 };
        var probe = ProbeOption.Create();
        var meta = new Option<string[]>("--meta") { HelpName = "KEY=VALUE", Description = "What else consumers may want to know; may be repeated.", Arity = ArgumentArity.OneOrMore };

        var verb = new Verb("register", "Registers a program for as long as it runs.")
        {
            Details =
            [
                "The program starts at once; it is registered as soon as a registry answers.",
                "TERM, HUP and Ctrl-C take the registration out, and are then passed on to the program.",
                "Its exit code is passed back; 128 + N when signal N has killed it.",
                "When another process claims the id, the program is stopped and the exit code is 6.",
                "When the registry refuses the token or the instance, it is stopped and the code is 4.",
                "A token that ends later stops no program: it runs on, and the registry is asked again.",
            ],
            Examples =
            [
                "muster register orders --address http://10.0.0.7:8080 -- python3 orders.py",
                "muster register orders --address http://10.0.0.7:8080 --id orders-1 \\",
                "    --zone east --weight 50 --meta version=2.1 -- ./orders --port 8080",
                "muster register orders --address http://10.0.0.7:8080 --probe http:/healthz -- ./orders",
                "muster register db --address postgres://10.0.0.9:5432 --probe tcp    # until Ctrl-C",
            ],
        };
        foreach (var argument in new Argument[] { service, command }) verb.Add(argument);
        foreach (var option in new Option[] { address, id, zone, weight, probe, meta }) verb.Add(option);
        registry.AddTo(verb, printsLists: false);
        verb.Does(async (line, cancel) =>
        {
            var target = registry.TargetOf(line, here);
            var provider = ProviderRequest.Check(
                line.GetRequiredValue(service), line.GetRequiredValue(address), line.GetValue(id), line.GetValue(zone)!, line.GetValue(weight), line.GetValue(meta) ?? []).AskedBy(ProbeOption.Read(line.GetValue(probe)));
            return await new ProviderRun(target, provider, here).RunAsync(line.GetValue(command) ?? [], cancel);
        });
        return verb;
    }
}
