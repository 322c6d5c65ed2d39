using System.CommandLine;
using System.Net;
using Muster.Cli.CommandLine;
using Muster.Protocol;
using Muster.Server.Detectors;

namespace Muster.Cli.Detecting;

/// <summary><c>muster detector --location L</c>: asks a registry's instances, from where it runs, whether they are there.</summary>
internal static class DetectorCommand
{
    public static Command Create(RegistryOptions registry, Surroundings here)
    {
        var location = new Option<string>("--location") { HelpName = "NAME", Description = "Where it looks from: name it as the zone whose consumers it speaks for.", Required = true };
        var allow = new Option<string[]>("--allow") { HelpName = "NETWORK", Description = "Asks there too, although it is this machine, its link or a cloud's own: 127.0.0.0/8. May be repeated.", Arity = ArgumentArity.OneOrMore };
        var verb = new Verb("detector", "Asks a registry's instances whether they are there, until Ctrl-C.")
        {
            Details =
            [
                "Only instances that asked to be probed are asked, at the address that they registered.",
                "The token needs the verb detect. A registry that is lost is dialled again.",
                "The certificate of --cert, where a registry gave it, is renewed in its file before it ends.",
                "This machine itself is asked where its registry is on this machine too.",
            ],
            Examples = ["muster detector --location east --registry https://registry-1:7501 --token-file /etc/muster/detector.token"],
        };
        verb.Add(location);
        verb.Add(allow);
        registry.AddTo(verb, printsLists: false);
        verb.Does(async (line, cancel) =>
        {
            var name = line.GetRequiredValue(location);
            if (name.Length == 0 || Names.FaultInPlace("--location", name) is not null)
                throw new CommandFailure(ExitCode.Usage, $"--location: {Names.Quote(name)}: use 1 to {Limits.Place} letters, digits and . _ -.");
            var target = registry.TargetOf(line, here);
            var prober = new Prober(new TargetRules(target.IsOnThisMachine, [.. (line.GetValue(allow) ?? []).Select(NetworkOf)]) { Setting = allow.Name }, here.Time);
            using var signals = new StopSignals(cancel);
            return await new DetectorRun(target, name, here).RunAsync(new ProbeCrew(prober), signals.Asked);
        });
        return verb;
    }

    private static IPNetwork NetworkOf(string text) => IPNetwork.TryParse(text, out var network)
        ? network
        : throw new CommandFailure(ExitCode.Usage, $"--allow: {Names.Quote(text)} is not a network such as 127.0.0.0/8 (the bits after the prefix are 0).");
}
